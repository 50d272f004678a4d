// The network: an image in, every layer's values and the ten logits out. A model's card
// lists its layers, weights.safetensors holds their weights; recognizer/network/engine.py
// gives the same answer on the server.

/**
 * @typedef {object} Layer
 * @property {string} name such as "convolution_1"
 * @property {"convolution" | "edges" | "dense" | "logits"} kind
 * @property {number} cut_off the threshold of edges: ReLU(|x| - cut_off) follows
 *
 * @typedef {object} Card
 * @property {Layer[]} layers from the image to the logits
 * @property {number} temperature the logits are divided by it before softmax
 * @property {number | null} rejection_threshold of the evidence that it is a digit
 *
 * @typedef {Record<string, {shape: number[], values: Float32Array}>} Weights
 *   by name, such as "dense/kernel"; the last axis runs fastest
 *
 * @typedef {object} Output what a layer made of an image
 * @property {Layer} layer
 * @property {number} side of each map, in pixels; 1 for a dense layer
 * @property {number} maps how many; for a dense layer its units
 * @property {Float32Array} preActivation before ReLU, at (row * side + column) * maps + map
 * @property {Float32Array} activation after ReLU
 * @property {Float32Array} [pooled] the largest of each 2 × 2; not for a dense layer
 */

/** @param {ArrayBuffer} file weights.safetensors @returns {Weights} */
export function readWeights(file) {
  const length = new DataView(file).getUint32(0, true);
  const header = new TextDecoder().decode(new Uint8Array(file, 8, length));
  const weights = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(JSON.parse(header))) {
    if (dtype !== "F16") throw new Error(`${name} is ${dtype}, not F16`);
    const [start, end] = data_offsets;
    const half = new Uint16Array(file, 8 + length + start, (end - start) / 2);
    weights[name] = { shape, values: toSingle(half) };
  }
  return weights;
}

/**
 * Half precision (a sign, 5 bits of exponent, 10 of fraction) to single (8 and 23): the
 * bits move to their places; the exponents count from 15 and 127, which differ by 112.
 */
function toSingle(half) {
  const bits = new Uint32Array(half.length);
  const values = new Float32Array(bits.buffer);
  for (let i = 0; i < half.length; i++) {
    bits[i] = ((half[i] & 0x8000) << 16) | ((half[i] & 0x7fff) << 13);
    values[i] *= 2 ** 112;
  }
  return values;
}

/**
 * @param {Layer[]} layers
 * @param {Weights} weights
 * @param {Uint8Array} image 28 × 28 grey levels
 * @returns {{outputs: Output[], logits: Float32Array}} outputs of all other layers
 */
export function run(layers, weights, image) {
  const outputs = [];
  let values = Float32Array.from(image, (level) => level / 255);
  let side = Math.sqrt(image.length);
  for (const layer of layers) {
    const kernel = weights[`${layer.name}/kernel`];
    const bias = weights[`${layer.name}/bias`]?.values;
    const maps = kernel.shape.at(-1);
    if (layer.kind === "dense" || layer.kind === "logits") {
      const preActivation = dense(values, kernel.values, bias);
      if (layer.kind === "logits") return { outputs, logits: preActivation };
      values = preActivation.map(relu);
      outputs.push({ layer, side: 1, maps, preActivation, activation: values });
    } else {
      const preActivation = convolve(values, side, kernel, bias);
      const edge = (value) => relu(Math.abs(value) - layer.cut_off);
      const activation = preActivation.map(layer.kind === "edges" ? edge : relu);
      values = pool(activation, side, maps);
      outputs.push({ layer, side, maps, preActivation, activation, pooled: values });
      side = Math.floor(side / 2);
    }
  }
  throw new Error("the last layer must be the logits");
}

function relu(value) {
  return value > 0 ? value : 0;
}

/** Every unit weighs all inputs. */
function dense(inputs, weights, bias) {
  const sums = Float32Array.from(bias);
  weigh(inputs, 0, inputs.length, weights, 0, sums, 0, sums.length);
  return sums;
}

/** Every pixel of every map weighs the inputs under the kernel, row by row. */
export function convolve(inputs, side, { shape, values }, bias) {
  const [size, , channels, maps] = shape;
  const sums = new Float32Array(side * side * maps);
  const margin = (size - 1) >> 1;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const sum = (y * side + x) * maps;
      if (bias) sums.set(bias, sum);
      const left = Math.max(0, margin - x); // what lies outside the image is 0
      const right = Math.min(size, side + margin - x);
      const bottom = Math.min(size, side + margin - y);
      for (let row = Math.max(0, margin - y); row < bottom; row++) {
        const input = ((y + row - margin) * side + x + left - margin) * channels;
        const weight = (row * size + left) * channels * maps;
        weigh(inputs, input, (right - left) * channels, values, weight, sums, sum, maps);
      }
    }
  }
  return sums;
}

const factors = new Float32Array(1 << 16); // of a layer's inputs, those that are not 0
const rows = new Int32Array(1 << 16); // where their weights begin

/**
 * Each input times its row of weights, all rows added to the sums: sums[sum + j] +=
 * inputs[input + i] * weights[weight + i * units + j]. Most inputs are 0, since ink is
 * sparse and so are maps after ReLU: these are left out. Four rows at a time take two
 * thirds of the time of one by one, since the sums are read and written less often.
 */
function weigh(inputs, input, count, weights, weight, sums, sum, units) {
  let n = 0;
  for (let i = 0; i < count; i++) {
    if (inputs[input + i] === 0) continue;
    factors[n] = inputs[input + i];
    rows[n++] = weight + i * units;
  }
  for (; n % 4; n++) factors[n] = rows[n] = 0;
  for (let k = 0; k < n; k += 4) {
    const a = factors[k], b = factors[k + 1], c = factors[k + 2], d = factors[k + 3];
    const p = rows[k], q = rows[k + 1], r = rows[k + 2], s = rows[k + 3];
    for (let j = 0; j < units; j++) {
      const pair = a * weights[p + j] + b * weights[q + j];
      sums[sum + j] += pair + c * weights[r + j] + d * weights[s + j];
    }
  }
}

/** The largest of each 2 × 2 pixels, map by map. */
function pool(values, side, maps) {
  const half = Math.floor(side / 2);
  const pooled = new Float32Array(half * half * maps); // no value is below 0
  for (let y = 0; y < 2 * half; y++) {
    for (let x = 0; x < 2 * half; x++) {
      const from = (y * side + x) * maps;
      const to = ((y >> 1) * half + (x >> 1)) * maps;
      for (let map = 0; map < maps; map++) {
        if (values[from + map] > pooled[to + map]) pooled[to + map] = values[from + map];
      }
    }
  }
  return pooled;
}

/**
 * What the network answers.
 * @param {Float32Array} logits
 * @param {Card} card
 * @returns {{digit: number | null, confidence: number, probabilities: number[],
 *   evidence: number}} digit: null for no digit; confidence: the largest probability times
 *   that of being a digit; evidence: log of the odds that it is one
 */
export function answer(logits, { temperature, rejection_threshold: threshold }) {
  const largest = Math.max(...logits);
  const exponentials = Array.from(logits, (z) => Math.exp((z - largest) / temperature));
  const total = exponentials.reduce((a, b) => a + b);
  const probabilities = exponentials.map((value) => value / total);
  const best = Math.max(...probabilities);
  const digit = probabilities.indexOf(best);
  // The log of the odds that it is a digit (Liu et al., 2020, Energy-based
  // out-of-distribution detection).
  const odds = logits.reduce((sum, z) => sum + Math.exp(z - largest), 0);
  const evidence = largest + Math.log(odds);
  if (threshold === null) return { digit, confidence: best, probabilities, evidence };
  const isDigit = evidence >= threshold;
  const confidence = best / (1 + Math.exp(-evidence));
  return { digit: isDigit ? digit : null, confidence, probabilities, evidence };
}
