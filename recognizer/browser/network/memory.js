/**
 * Corrections that act at once: drawings that were corrected speak for their like.
 * recognizer/network/memory.py says how and why, and computes the same.
 */

import { strokesOf } from "./ink.js";
import { straighten, WAYS } from "./straightening.js";

/**
 * @typedef {object} Key what a remembered drawing is to one network
 * @property {Float32Array} vector the last activations, at length 1
 * @property {number} label 0 to 9, or NO_DIGIT
 * @property {number} need what must be added at the drawing itself
 * @property {Uint8Array} image 28 × 28 grey levels
 * @property {number[][] | null} [way] how it is straightened, once that was asked for;
 *   null for not at all
 *
 * @typedef {object} Network
 * @property {import("./network.js").Card} card
 * @property {(image: Uint8Array) => {logits: Float32Array}} values runs it
 *
 * @typedef {object} Correction what the memory makes of a drawing
 * @property {Float32Array} logits the network's, with what is added
 * @property {Key | null} nearest the one that speaks; null if none adds anything
 */

export const NO_DIGIT = -1;
const FLOOR = 0.5, GAIN = 5.4, NEAR = 0.88, SAME = 0.96, LEAD = 2;
// Second looks at drawings, and at pictures, whose strokes are not known.
const DRAWN = { like: 0.15, most: 10, lessSure: 4 };
const PICTURED = { like: 0.25, most: 6.5, lessSure: 1.5 };
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
 * @param {Uint8Array} image
 * @param {number} label
 * @param {import("./network.js").Card} card
 * @returns {Key}
 */
export function keyOf({ activations, logits }, image, label, card) {
  const need = Math.max(0, lacking(logits, label, card) + LEAD);
  return { vector: unit(activations), label, need, image };
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

/** What must be added for the network to answer a label; below 0 if it does. */
function lacking(logits, label, { rejection_threshold: threshold }) {
  threshold ??= -Infinity;
  if (label === NO_DIGIT)
    return threshold === -Infinity ? -Infinity : logSumExp(logits) - threshold;
  const others = logits.filter((_, digit) => digit !== label);
  return Math.max(...others, threshold) - logits[label];
}

function logSumExp(logits) {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0));
}

/** 0 up to NEAR, then evenly up to 1, which it is from SAME on. */
function ramp(cosine) {
  return Math.min(1, Math.max(0, (cosine - NEAR) / (SAME - NEAR)));
}

/**
 * Lets the nearest remembered drawing speak; of equally near ones the newest.
 * @param {{activations: ArrayLike<number>, logits: Float32Array}} values the network's
 * @param {Uint8Array} image 28 × 28 grey levels
 * @param {Key[]} keys the oldest first
 * @param {Network} network for second looks
 * @returns {Correction}
 */
export function correct({ activations, logits }, image, keys, network) {
  let nearest = null, closest = -Infinity;
  const length = Math.sqrt(dot(activations, activations)) || 1;
  for (const key of keys) {
    const cosine = dot(activations, key.vector) / length;
    if (cosine < closest - EQUAL) continue;
    nearest = key;
    closest = cosine;
  }
  const push = nearest ? pushOf(closest, logits, image, nearest, network) : 0;
  if (push <= 0) return { logits, nearest: null };
  return {
    nearest,
    logits: logits.map((logit, digit) => {
      if (nearest.label === NO_DIGIT) return logit - push;
      return digit === nearest.label ? logit + push : logit;
    }),
  };
}

/** What a remembered drawing adds. */
function pushOf(cosine, logits, image, key, network) {
  const { like, most, lessSure } = strokesOf(image) ? DRAWN : PICTURED;
  const gentle = (GAIN * (cosine - FLOOR)) / (1 - FLOOR);
  const lack = lacking(logits, key.label, network.card);
  const couldTurn = lack > 0 && lack < gentle + most;
  let seen = 0;
  if (cosine > like && couldTurn && key.label !== NO_DIGIT) {
    if (key.way === undefined) key.way = wayOf(key, network);
    const rival = Math.max(...logits) - lessSure;
    if (key.way) seen = leadOf(straighten(image, key.way), key.label, network, rival);
  }
  seen = Math.min(most, Math.max(-most, seen));
  return Math.max(gentle + seen, key.need * ramp(cosine));
}

/** The way of straightening through which a drawing is most surely its label, or null. */
function wayOf({ image, label }, network) {
  let best = null, most = 0;
  for (const way of WAYS) {
    const lead = leadOf(straighten(image, way), label, network);
    if (lead > most) [best, most] = [way, lead];
  }
  return best;
}

/** By how much a digit leads in the network's answer, and over a rival logit. */
function leadOf(image, digit, network, rival = -Infinity) {
  const { logits } = network.values(image);
  return Math.min(-lacking(logits, digit, network.card), logits[digit] - rival);
}
