// Read a number: the most probable way to cut strokes into digits, and what they are, as
// recognizer/network/numbers.py does on the server.

import { candidatesOf, linesOf, neighbours, piecesOf } from "./segmentation.js";

// What is less probable is not read as a number of two digits, or of more.
const LEAST_OF_TWO = 0.6, LEAST_OF_MORE = 0.3;
const LEAST_LOG = -12; // nothing is more improbable than this

/** What the score of a way is made of; `python -m benchmarks number_weights` fits it. */
export const STROKES = {
  evidence: [2.31, 0.13],
  layout: [0.79, -1.62, 1.21, -1.79, 0.64, -4.35],
  neighbours: [-8.32, -2.53, -3.68, 0.19, -6.13, 0],
};

/**
 * @typedef {import("./ink.js").Stroke} Stroke
 *
 * @typedef {object} Digit
 * @property {Stroke[]} strokes
 * @property {{scaled: object, image: Uint8Array}} given what the network was given
 * @property {number | null} digit null where the network says that it is none
 * @property {number} confidence
 * @property {number[]} probabilities
 *
 * @typedef {{digits: Digit[], cuts: number, confidence: number}} Reading  of one number;
 *   cuts: probability of this way to cut it, confidence: of the cuts and all digits
 */

/**
 * The numbers that a pen has drawn, one for each line. Lines stand if each is a number or
 * a digit; otherwise all ink is taken for one.
 * @param {Stroke[]} strokes not all of them one dot
 * @param {(strokes: Stroke[]) => object} imageOf what the network is given for strokes
 * @param {(given: object) => object} answerOf what it answers
 * @returns {Reading[]}
 */
export function readNumbers(strokes, imageOf, answerOf) {
  const lines = linesOf(strokes);
  const found = lines.map((line) => read(piecesOf(line), imageOf, answerOf));
  const stands = ({ digits }) => digits.length > 1 || digits[0].digit !== null;
  return found.every(stands) ? found : [read(piecesOf(strokes), imageOf, answerOf)];
}

function read(pieces, imageOf, answerOf) {
  const candidates = candidatesOf(pieces).map((candidate) => {
    const strokes = pieces.slice(candidate.begin, candidate.end).flatMap((piece) => piece.strokes);
    const given = imageOf(strokes);
    return { ...candidate, strokes, given, ...answerOf(given) };
  });
  const way = bestWay(candidates, candidates.map(scoreOf), stepsOf(candidates));
  const digits = way.candidates.map((number) => candidates[number]);
  const cuts = way.probability;
  if (digits.length > 1 && isNumber(digits, cuts))
    return { digits, cuts, confidence: digits.reduce((p, { confidence }) => p * confidence, cuts) };
  const whole = candidates.find(({ begin, end }) => begin === 0 && end === pieces.length);
  return { digits: [whole], cuts: 1, confidence: whole.confidence };
}

function isNumber(digits, cuts) {
  const doubtful = digits.filter(({ digit }) => digit === null).length;
  const mayBeDoubtful = Math.floor(digits.length / 3);
  const surest = digits.map(({ confidence }) => confidence).sort((a, b) => a - b).slice(mayBeDoubtful);
  const together = surest.reduce((p, confidence) => p * confidence, cuts);
  return doubtful <= mayBeDoubtful && together > (digits.length === 2 ? LEAST_OF_TWO : LEAST_OF_MORE);
}

function scoreOf({ probabilities, evidence, layout }) {
  const best = Math.log(Math.max(...probabilities));
  const chance = -Math.log1p(Math.exp(-evidence));
  const features = [best, Math.max(chance, LEAST_LOG), ...layout];
  return dot(features, [...STROKES.evidence, ...STROKES.layout]);
}

/** Scores of two candidates that may follow each other: [left, right, score]. */
function stepsOf(candidates) {
  const found = [];
  candidates.forEach((left, i) => candidates.forEach((right, j) => {
    const features = left.end === right.begin ? neighbours(left, right) : null;
    if (features) found.push([i, j, dot(features, STROKES.neighbours)]);
  }));
  return found;
}

function dot(a, b) { return a.reduce((sum, value, i) => sum + value * b[i], 0); }

/**
 * The most probable way from the first piece to the last (Viterbi), and its probability
 * among all (the forward algorithm).
 * @param {{begin: number, end: number}[]} spans ordered by where they begin
 * @param {number[]} scores of the candidates
 * @param {[number, number, number][]} steps
 * @returns {{candidates: number[], probability: number}}
 */
export function bestWay(spans, scores, steps) {
  const end = Math.max(...spans.map((span) => span.end));
  const best = scores.map((score, i) => (spans[i].begin === 0 ? score : -Infinity));
  const total = [...best]; // log of the sum over all ways that lead here
  const before = new Map();
  for (const [left, right, step] of [...steps].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const score = step + scores[right];
    total[right] = logAdd(total[right], total[left] + score);
    if (best[left] + score > best[right]) {
      best[right] = best[left] + score;
      before.set(right, left);
    }
  }
  const last = [...spans.keys()].filter((number) => spans[number].end === end);
  const way = [last.reduce((a, b) => (best[b] > best[a] ? b : a))];
  const all = last.reduce((sum, number) => logAdd(sum, total[number]), -Infinity);
  const probability = Math.exp(best[way[0]] - all);
  while (before.has(way[0])) way.unshift(before.get(way[0]));
  return { candidates: way, probability };
}

/** log(exp(a) + exp(b)) */
function logAdd(a, b) {
  const most = Math.max(a, b);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
