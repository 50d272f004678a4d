/**
 * One value of a network, product by product: numbers that add up to it. Sums are in
 * double precision, from the very numbers that the network multiplies.
 *
 * @typedef {object} Sum one value of a map, one unit or one logit
 * @property {number} channels maps that are weighed, each by a kernel of its own
 * @property {number} height of a kernel
 * @property {number} width of a kernel
 * @property {Float64Array} inputs at (channel * height + row) * width + column; 0 beyond
 *   the edge of the picture
 * @property {Float64Array} weights in the same order
 * @property {Float64Array} products in the same order
 * @property {Float64Array} sums of each channel's products
 * @property {number} bias
 * @property {number} preActivation all products and the bias
 *
 * @typedef {{values: Float32Array, side: number, maps: number}} Inputs what a layer is
 *   given, at (row * side + column) * maps + map; the side of units is 1
 */

/**
 * What a layer is given.
 * @param {import("./network.js").Output[]} outputs of all layers
 * @param {Uint8Array} image 28 × 28 grey levels
 * @param {number} number of the layer, from 0
 * @returns {Inputs}
 */
export function inputsOf(outputs, image, number) {
  if (!number) {
    const values = Float32Array.from(image, (level) => level / 255);
    return { values, side: Math.sqrt(image.length), maps: 1 };
  }
  const { pooled, activation, side, maps } = outputs[number - 1];
  return pooled ? { values: pooled, side: side >> 1, maps } : { values: activation, side, maps };
}

/**
 * Takes one value apart.
 * @param {import("./network.js").Layer} layer
 * @param {import("./network.js").Weights} weights
 * @param {Inputs} inputs of the layer
 * @param {number} unit filter, unit or digit, from 0
 * @param {[number, number]} place row and column in the map; of no meaning for a unit
 * @returns {Sum}
 */
export function takeApart(layer, weights, inputs, unit, [row, column] = [0, 0]) {
  const kernel = weights[`${layer.name}/kernel`];
  const bias = weights[`${layer.name}/bias`]?.values[unit] ?? 0;
  const units = kernel.shape.at(-1);
  const isDense = kernel.shape.length === 2;
  const { channels, height, width } = shapeOf(kernel.shape, inputs);
  const margin = isDense ? 0 : (height - 1) >> 1;
  const found = [0, 1, 2].map(() => new Float64Array(channels * height * width));
  const [given, weighed, products] = found;
  const sums = new Float64Array(channels);
  for (let channel = 0, i = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const cell = (y * width + x) * channels + channel;
        given[i] = isDense
          ? inputs.values[cell]
          : at(inputs, row + y - margin, column + x - margin, channel);
        weighed[i] = kernel.values[cell * units + unit];
        products[i] = given[i] * weighed[i];
        sums[channel] += products[i];
      }
    }
  }
  const preActivation = sums.reduce((a, b) => a + b, bias);
  return {
    channels, height, width, inputs: given, weights: weighed, products, sums, bias, preActivation,
  };
}

/** How many kernels of which size; units that are weighed lie in a grid. */
export function shapeOf(kernel, { side, maps }) {
  if (kernel.length > 2) return { channels: kernel[2], height: kernel[0], width: kernel[1] };
  if (side > 1) return { channels: maps, height: side, width: side };
  let height = Math.floor(Math.sqrt(maps));
  while (maps % height) height--;
  return { channels: 1, height, width: maps / height };
}

/** An input's value; 0 beyond the edge. */
function at({ values, side, maps }, row, column, map) {
  if (row < 0 || column < 0 || row >= side || column >= side) return 0;
  return values[(row * side + column) * maps + map];
}

/**
 * Takes one value of a pooled map apart.
 * @param {import("./network.js").Output} output
 * @param {number} map
 * @param {[number, number]} place row and column in the pooled map
 * @returns {{values: number[], winner: number}} the four, and which is largest
 */
export function takePoolingApart({ activation, side, maps }, map, [row, column]) {
  const values = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([y, x]) =>
    activation[((2 * row + y) * side + 2 * column + x) * maps + map]);
  return { values, winner: values.indexOf(Math.max(...values)) };
}

/** Where a map is largest: [row, column]. */
export function peak(values, side, maps, map) {
  let best = 0;
  for (let i = 1; i < side * side; i++)
    if (values[i * maps + map] > values[best * maps + map]) best = i;
  return [Math.floor(best / side), best % side];
}

/**
 * From logits to probabilities, step by step.
 * @returns {{scaled: number[], exponentials: number[], total: number,
 *   probabilities: number[]}}
 */
export function takeSoftmaxApart(logits, temperature) {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  // What is added to all logits changes no probability; e^700 would overflow.
  const excess = Math.max(0, Math.max(...scaled) - 300);
  const exponentials = scaled.map((value) => Math.exp(value - excess));
  const total = exponentials.reduce((a, b) => a + b);
  return { scaled, exponentials, total, probabilities: exponentials.map((each) => each / total) };
}
