/**
 * Corrections that act at once: drawings that were corrected speak for their like.
 * recognizer/network/memory.py says how and why, and computes the same.
 *
 * @typedef {object} Key what a remembered drawing is to one network
 * @property {Float32Array} vector the last activations, at length 1
 * @property {number} label 0 to 9, or NO_DIGIT
 * @property {number} need what must be added at the drawing itself beyond GAIN
 *
 * @typedef {object} Correction what the memory makes of a drawing
 * @property {Float32Array} logits the network's, with what is added
 * @property {Key | null} nearest the one that speaks; null if all are too far
 */

export const NO_DIGIT = -1;
const FLOOR = 0.44, GAIN = 6.7, NEAR = 0.8, SAME = 0.92, LEAD = 2;
const EQUAL = 5e-6; // cosines that differ by less are equal

/**
 * What the logits are made of: the last layer's values, or else the pixels.
 * @param {import("./network.js").Output[]} outputs of all layers but the logits
 * @param {Uint8Array} image 28 × 28 grey levels
 */
export function activationsOf(outputs, image) {
  const last = outputs.at(-1);
  return last ? last.pooled ?? last.activation : Float32Array.from(image, (level) => level / 255);
}

/**
 * @param {{activations: ArrayLike<number>, logits: Float32Array}} values the network's
 * @param {number} label
 * @param {import("./network.js").Card} card
 * @returns {Key}
 */
export function keyOf({ activations, logits }, label, card) {
  return { vector: unit(activations), label, need: needOf(logits, label, card) };
}

/** The vector at length 1; zeros stay as they are. */
function unit(values) {
  const length = Math.sqrt(dot(values, values)) || 1;
  return Float32Array.from(values, (value) => value / length);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** What beyond GAIN makes the network answer a label, with a lead. */
function needOf(logits, label, { rejection_threshold: threshold }) {
  threshold ??= -Infinity;
  const others = logits.filter((_, digit) => digit !== label);
  const least = label === NO_DIGIT
    ? threshold === -Infinity ? -Infinity : logSumExp(logits) - threshold
    : Math.max(...others, threshold) - logits[label];
  return Math.max(0, least + LEAD - GAIN);
}

function logSumExp(logits) {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0));
}

/** 0 up to a start, then evenly up to 1, which it is from an end on. */
function ramp(cosine, start, end) {
  return Math.min(1, Math.max(0, (cosine - start) / (end - start)));
}

/**
 * Lets the nearest remembered drawing speak; of equally near ones the newest.
 * @param {{activations: ArrayLike<number>, logits: Float32Array}} values the network's
 * @param {Key[]} keys the oldest first
 * @returns {Correction}
 */
export function correct({ activations, logits }, keys) {
  let nearest = null, closest = FLOOR;
  const length = Math.sqrt(dot(activations, activations)) || 1;
  for (const key of keys) {
    const cosine = dot(activations, key.vector) / length;
    if (cosine <= FLOOR || cosine < closest - EQUAL) continue;
    nearest = key;
    closest = cosine;
  }
  if (!nearest) return { logits, nearest };
  const push = GAIN * ramp(closest, FLOOR, 1) + nearest.need * ramp(closest, NEAR, SAME);
  return {
    nearest,
    logits: logits.map((logit, digit) => {
      if (nearest.label === NO_DIGIT) return logit - push;
      return digit === nearest.label ? logit + push : logit;
    }),
  };
}
