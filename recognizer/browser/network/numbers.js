// Read a number: the most probable way to cut strokes into digits, and what they are, as
// recognizer/network/numbers.py does on the server.

import { marksOf, signsBefore } from "./marks.js";
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
 * @typedef {object} Lattice  all candidates of some ink, and which may follow which
 * @property {object[]} candidates digits that may be; with `features` and their `score`
 * @property {Step[]} steps
 * @property {number} count of pieces
 *
 * @typedef {{left: number, right: number, features: number[], score: number}} Step  from one
 *   candidate to the next, by their numbers
 *
 * @typedef {object} Reading  of one number
 * @property {Digit[]} digits
 * @property {string[]} signs what stands before each digit: "", "-", "." or ","
 * @property {number} cuts probability of this way to cut it
 * @property {number} confidence of the cuts and all digits
 * @property {Lattice} lattice
 * @property {number[]} best the candidates of the most probable way, whether or not it is
 *   probable enough for a number
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
  const found = linesOf(strokes).map((line) => readLine(line, imageOf, answerOf));
  const stands = (reading) => isNumber(reading) || reading.digits[0].digit !== null;
  return found.every(stands) ? found : [readLine(strokes, imageOf, answerOf)];
}

/** Whether it is more than a single digit. @param {Reading} reading */
export function isNumber({ digits, signs }) { return digits.length > 1 || signs.some(Boolean); }

/** What may be a sign but does not go with the digits is ink like all other. */
function readLine(strokes, imageOf, answerOf) {
  const { marks, digits } = marksOf(strokes);
  const signed = marks.length ? read(digits, marks, imageOf, answerOf) : null;
  return signed ?? read(strokes, [], imageOf, answerOf);
}

/** @returns {Reading | null} null if the signs do not go with the digits */
function read(strokes, marks, imageOf, answerOf) {
  const pieces = piecesOf(strokes);
  const lattice = latticeOf(pieces, imageOf, answerOf);
  const { candidates, steps } = lattice;
  const { ways: [way], total } = bestWays(candidates, candidates.map(({ score }) => score),
    steps.map(({ left, right, score }) => [left, right, score]));
  const along = way.candidates.map((number) => candidates[number]);
  const chance = Math.exp(way.score - total);
  const whole = candidates.find(({ begin, end }) => begin === 0 && end === pieces.length);
  const isCut = along.length > 1 && areDigits(along, chance);
  const [digits, cuts] = isCut ? [along, chance] : [[whole], 1];
  const signs = signsBefore(digits, marks);
  const confidence = digits.reduce((p, digit) => p * digit.confidence, cuts);
  return signs && { digits, signs, cuts, confidence, lattice, best: way.candidates };
}

/** @returns {Lattice} */
function latticeOf(pieces, imageOf, answerOf) {
  const candidates = candidatesOf(pieces).map((candidate) => {
    const strokes = pieces.slice(candidate.begin, candidate.end).flatMap((piece) => piece.strokes);
    const given = imageOf(strokes);
    return withScore({ ...candidate, strokes, given, ...answerOf(given) });
  });
  return { candidates, steps: stepsOf(candidates), count: pieces.length };
}

function areDigits(digits, cuts) {
  const doubtful = digits.filter(({ digit }) => digit === null).length;
  const mayBeDoubtful = Math.floor(digits.length / 3);
  const surest = digits.map(({ confidence }) => confidence).sort((a, b) => a - b).slice(mayBeDoubtful);
  const together = surest.reduce((p, confidence) => p * confidence, cuts);
  return doubtful <= mayBeDoubtful && together > (digits.length === 2 ? LEAST_OF_TWO : LEAST_OF_MORE);
}

function withScore(candidate) {
  const { probabilities, evidence, layout } = candidate;
  const best = Math.log(Math.max(...probabilities));
  const chance = -Math.log1p(Math.exp(-evidence));
  const features = [best, Math.max(chance, LEAST_LOG), ...layout];
  return { ...candidate, features, score: dot(features, [...STROKES.evidence, ...STROKES.layout]) };
}

/** @returns {Step[]} */
function stepsOf(candidates) {
  const found = [];
  candidates.forEach((a, left) => candidates.forEach((b, right) => {
    const features = a.end === b.begin ? neighbours(a, b) : null;
    if (features) found.push({ left, right, features, score: dot(features, STROKES.neighbours) });
  }));
  return found;
}

function dot(a, b) { return a.reduce((sum, value, i) => sum + value * b[i], 0); }

/**
 * The most probable ways from the first piece to the last (Viterbi), and the sum over all
 * (the forward algorithm).
 * @param {{begin: number, end: number}[]} spans ordered by where they begin
 * @param {number[]} scores of the candidates
 * @param {[number, number, number][]} steps [left, right, score] of two that may follow
 *   each other
 * @param {number} most how many ways
 * @returns {{ways: {candidates: number[], score: number}[], total: number, count: number}}
 *   the best first; the log of the sum of exp(score) over all ways, and how many they are
 */
export function bestWays(spans, scores, steps, most = 1) {
  const end = Math.max(...spans.map((span) => span.end));
  // Of each candidate, over the ways that end with it:
  const best = scores.map((score, i) => (spans[i].begin ? [] : [{ at: i, score, before: null }]));
  const total = scores.map((score, i) => (spans[i].begin ? -Infinity : score));
  const count = spans.map(({ begin }) => Number(!begin));
  for (const [left, right, step] of [...steps].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const added = step + scores[right];
    total[right] = logAdd(total[right], total[left] + added);
    count[right] += count[left];
    const found = best[left].map((way) => ({ at: right, score: way.score + added, before: way }));
    best[right] = highest([...best[right], ...found], most);
  }
  const last = [...spans.keys()].filter((number) => spans[number].end === end);
  return {
    ways: highest(last.flatMap((number) => best[number]), most)
      .map((way) => ({ candidates: candidatesAlong(way), score: way.score })),
    total: last.reduce((sum, number) => logAdd(sum, total[number]), -Infinity),
    count: last.reduce((sum, number) => sum + count[number], 0),
  };
}

function highest(ways, most) { return ways.sort((a, b) => b.score - a.score).slice(0, most); }

function candidatesAlong(way) {
  const found = [];
  for (let each = way; each; each = each.before) found.unshift(each.at);
  return found;
}

/** log(exp(a) + exp(b)) */
function logAdd(a, b) {
  const most = Math.max(a, b);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
