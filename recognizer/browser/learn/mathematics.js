/**
 * What the lessons show, computed while something is dragged: the same that
 * recognizer/lessons computes in NumPy, which holds it to account in the tests.
 *
 * @typedef {[number, number]} Place in the plane
 * @typedef {{points: Place[], labels: number[]}} Examples labels are classes, 0 and 1
 * @typedef {[number, number, number]} Line a weight for each axis, and the bias
 * @typedef {{kernel: Float64Array, bias: Float64Array}[]} Weights of layers; a kernel has
 *   its value for input i and output j at i * bias.length + j
 */

/* A line between two classes: lessons/logistic.py */

/** @param {number} angle in degrees @param {number} steepness evidence per distance */
export function line(angle, shift, steepness) {
  const [x, y] = direction(angle);
  return [steepness * x, steepness * y, -steepness * shift];
}

/** Where class 1 lies from the line. */
export function direction(angle) {
  const turn = (angle * Math.PI) / 180;
  return [Math.cos(turn), Math.sin(turn)];
}

/** Angle in degrees, shift and steepness of a line. */
export function place([a, b, c]) {
  const steepness = Math.hypot(a, b);
  return { angle: (Math.atan2(b, a) * 180) / Math.PI, shift: -c / steepness, steepness };
}

/** Log of the odds that a point belongs to class 1. */
export const evidence = ([a, b, c], [x, y]) => a * x + b * y + c;

/** The probability that belongs to log odds. */
export const probability = (odds) => Math.exp(-softplus(-odds));

/** log(1 + exp(x)), which does not overflow. */
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Log of the probability that a line gives to all classes as they are. */
export function logLikelihood(weights, { points, labels }) {
  return -sum(points, (point, i) =>
    softplus(evidence(weights, point) * (1 - 2 * labels[i])));
}

/** @param {(point: Place) => number} said log odds @returns {number} points on their side */
export function right(said, { points, labels }) {
  return sum(points, (point, i) => Number(said(point) > 0 === (labels[i] === 1)));
}

/**
 * The line of the largest likelihood, by Newton's method. Of classes that a line parts
 * without a mistake it finds one that is steep: there is no steepest.
 * @param {number[]} [times] how often each example counts
 * @returns {Line}
 */
export function fit({ points, labels }, times = points.map(() => 1), steps = 25) {
  let weights = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const slope = [0, 0, 0];
    const curvature = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
    points.forEach(([x, y], i) => {
      const inputs = [x, y, 1];
      const p = probability(evidence(weights, inputs));
      for (let row = 0; row < 3; row++) {
        slope[row] += times[i] * inputs[row] * (labels[i] - p);
        for (let column = 0; column < 3; column++)
          curvature[row][column] += times[i] * inputs[row] * inputs[column] * p * (1 - p);
      }
    });
    const change = solve(curvature, slope);
    const next = weights.map((weight, i) => weight + change[i]);
    if (!next.every(Number.isFinite) || Math.hypot(next[0], next[1]) > STEEPEST) break;
    weights = next;
  }
  return weights;
}

const STEEPEST = 40;

/** Solves a system of three equations, by Cramer's rule. */
function solve(matrix, values) {
  const whole = determinant(matrix);
  return values.map((_, column) => determinant(
    matrix.map((row, i) => row.map((value, j) => (j === column ? values[i] : value)))) / whole);
}

function determinant([[a, b, c], [d, e, f], [g, h, i]]) {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/* Memory beside a line: lessons/memory.py */

const SURE = 5, PASSES = 10;

/** The line's evidence, or that of the nearest remembered point within reach. */
export function remember(weights, { points, labels }, reach, point) {
  let nearest = -1, distance = reach;
  points.forEach(([x, y], i) => {
    const way = Math.hypot(point[0] - x, point[1] - y);
    if (way < distance || (way <= distance && nearest < 0)) [nearest, distance] = [i, way];
  });
  return nearest < 0 ? evidence(weights, point) : SURE * (2 * labels[nearest] - 1);
}

/** The line that is fitted again, to old points and, many times over, to corrected ones. */
export function trainOn(examples, corrected) {
  const points = [...examples.points, ...corrected.points];
  const times = points.map((_, i) => (i < examples.points.length ? 1 : PASSES));
  return fit({ points, labels: [...examples.labels, ...corrected.labels] }, times);
}

/* Down a bowl: lessons/descent.py */

/** @typedef {{lowest: Place, floor: number, curvature: [Place, Place]}} Bowl */

/** The error at a place. */
export function bowlLoss({ lowest, floor, curvature }, place) {
  const away = place.map((each, i) => each - lowest[i]);
  return floor + dot(turned(curvature, away), away) / 2;
}

/** Places on the way down: the start, and one after each step. */
export function descend({ lowest, curvature }, start, rate, steps) {
  const places = [start];
  for (let step = 0; step < steps; step++) {
    const here = places[step];
    const slope = turned(curvature, here.map((each, i) => each - lowest[i]));
    places.push(here.map((each, i) => each - rate * slope[i]));
  }
  return places;
}

const dot = ([a, b], [c, d]) => a * c + b * d;
const turned = ([above, below], place) => [dot(above, place), dot(below, place)];

/* A small network: lessons/network.py */

/**
 * Trains by gradient descent, all examples at each step.
 * @param {Weights} start stays as it is
 * @returns {Weights}
 */
export function train(start, { points, labels }, steps, rate) {
  const count = points.length;
  const weights = start.map(({ kernel, bias }) =>
    ({ kernel: Float64Array.from(kernel), bias: Float64Array.from(bias) }));
  const entered = [Float64Array.from(points.flat())];
  for (const { bias } of weights) entered.push(new Float64Array(count * bias.length));
  for (let step = 0; step < steps; step++) {
    forward(weights, entered, count);
    let delta = slopesOfLoss(entered.at(-1), labels);
    for (let layer = weights.length - 1; layer >= 0; layer--)
      delta = backward(weights[layer], entered[layer], delta, count, rate);
  }
  return weights;
}

/** The mean cross-entropy's slope by each logit: probability minus label, in their place. */
function slopesOfLoss(logits, labels) {
  const count = labels.length, classes = logits.length / count;
  for (let n = 0; n < count; n++) {
    const first = n * classes;
    let most = -Infinity, total = 0;
    for (let j = first; j < first + classes; j++) most = Math.max(most, logits[j]);
    for (let j = first; j < first + classes; j++) total += logits[j] = Math.exp(logits[j] - most);
    for (let j = first; j < first + classes; j++)
      logits[j] = (logits[j] / total - Number(j - first === labels[n])) / count;
  }
  return logits;
}

/** Fills in what enters each layer, and last the answers. */
function forward(weights, entered, count) {
  weights.forEach(({ kernel, bias }, layer) => {
    const from = entered[layer], into = entered[layer + 1];
    const inputs = from.length / count, outputs = bias.length;
    const isLast = layer === weights.length - 1;
    for (let n = 0; n < count; n++) {
      for (let j = 0; j < outputs; j++) {
        let value = bias[j];
        for (let i = 0; i < inputs; i++) value += from[n * inputs + i] * kernel[i * outputs + j];
        into[n * outputs + j] = isLast || value > 0 ? value : 0;
      }
    }
  });
}

/** Changes a layer's weights, and gives the loss's slope by what entered the layer. */
function backward({ kernel, bias }, from, delta, count, rate) {
  const inputs = from.length / count, outputs = bias.length;
  const before = new Float64Array(from.length), slopes = new Float64Array(kernel.length);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < inputs; i++) {
      const value = from[n * inputs + i];
      if (value === 0) continue; // it was negative before ReLU, or changes nothing
      let slope = 0;
      for (let j = 0; j < outputs; j++) {
        const error = delta[n * outputs + j];
        slopes[i * outputs + j] += value * error;
        slope += kernel[i * outputs + j] * error;
      }
      if (value > 0) before[n * inputs + i] = slope;
    }
  }
  for (let n = 0; n < count; n++)
    for (let j = 0; j < outputs; j++) bias[j] -= rate * delta[n * outputs + j];
  for (let k = 0; k < kernel.length; k++) kernel[k] -= rate * slopes[k];
  return before;
}

/**
 * What a network answers to many points, before softmax.
 * @returns {Float64Array} for each point its logits
 */
export function answers(weights, points) {
  const entered = [Float64Array.from(points.flat())];
  for (const { bias } of weights) entered.push(new Float64Array(points.length * bias.length));
  forward(weights, entered, points.length);
  return entered.at(-1);
}

/** Cross-entropy of two classes' logits, the mean over the examples. */
export function crossEntropy(logits, labels) {
  return sum(labels, (label, n) =>
    softplus((logits[2 * n + 1] - logits[2 * n]) * (1 - 2 * label))) / labels.length;
}

/* Softmax, loss, stopping: lessons/cross_entropy.py, lessons/experiments.py */

/** Logits to probabilities. */
export function softmax(logits) {
  let most = -Infinity, total = 0;
  for (const logit of logits) most = Math.max(most, logit);
  const found = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  for (const each of found) total += each;
  return found.map((each) => each / total);
}

/** Cross-entropy of logits for the true class, with all that leads to it. */
export function lossSteps(logits, truth) {
  const most = Math.max(...logits);
  const whole = most + Math.log(sum(logits, (logit) => Math.exp(logit - most)));
  const logs = logits.map((logit) => logit - whole);
  const label = logits.map((_, i) => Number(i === truth));
  const products = logs.map((log, i) => log * label[i]);
  const total = sum(products, (each) => each);
  return { logits, probabilities: logs.map(Math.exp), logs, label, products, total, loss: -total };
}

/** Which measurement would end a training: the `patience`-th in a row without a new best. */
export function stopsAt(losses, patience) {
  let best = Infinity, since = 0;
  for (const [index, loss] of losses.entries()) {
    since = loss < best ? 0 : since + 1;
    best = Math.min(best, loss);
    if (since >= patience) return index;
  }
  return losses.length - 1;
}

/* Filters: lessons/filters.py */

/** Strength of edges beyond a threshold, whichever side is bright. */
export function edgeStrength(responses, threshold) {
  return responses.map((response) => Math.max(Math.abs(response) - threshold, 0));
}

/**
 * What each map adds to one filter of the next layer.
 * @param {Float32Array} maps at (row * side + column) * count + map
 * @param {{values: Float32Array, shape: number[]}} kernel (width, width, count, filters)
 * @param {number} filter of these
 * @returns {Float32Array} laid out as the maps
 */
export function contributions(maps, side, { values, shape }, filter) {
  const [width, , count, filters] = shape;
  const margin = (width - 1) / 2, found = new Float32Array(maps.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          const row = y + i - margin, column = x + j - margin;
          if (row < 0 || column < 0 || row >= side || column >= side) continue;
          const from = (row * side + column) * count, at = (i * width + j) * count;
          const into = (y * side + x) * count;
          for (let map = 0; map < count; map++)
            found[into + map] += maps[from + map] * values[(at + map) * filters + filter];
        }
      }
    }
  }
  return found;
}

export function sum(values, of) {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += of(values[i], i);
  return total;
}

/* The best way through candidates: lessons/cuts.py */

/**
 * @param {{begin: number, end: number, score: number}[]} candidates
 * @returns {{way: number[], score: number, ways: number} | null} numbers of the best way's
 *   candidates, the sum of their scores, and how many ways there are; null for none
 */
export function bestWay(candidates) {
  const last = Math.max(0, ...candidates.map(({ end }) => end));
  const found = [{ way: [], score: 0, ways: 1 }]; // by cut
  for (let cut = 1; cut <= last; cut++) {
    candidates.forEach(({ begin, end, score: own }, number) => {
      const before = found[begin];
      if (end !== cut || !before) return;
      const score = before.score + own, best = found[cut];
      const ways = before.ways + (best?.ways ?? 0);
      found[cut] = !best || score > best.score ? { way: [...before.way, number], score, ways } : { ...best, ways };
    });
  }
  return (last && found[last]) || null;
}
