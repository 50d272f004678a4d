/**
 * How ink was cut, in numbers that can be checked as they stand: scores are rounded, and
 * all else is computed from what is shown. There are as many places as it takes for the
 * outcome, as it is shown, to be the reading's own.
 */

import { bestWays, STROKES } from "../network/numbers.js";
import { addingUp, decimal, product } from "../widgets/rounding.js";

const LISTED = 5; // ways
const PLACES = [2, 6]; // of scores, at least and at most
const WEIGHT_PLACES = [4, 9];
const PERCENT_PLACES = 2;

/**
 * @typedef {object} Way
 * @property {number[]} candidates their numbers
 * @property {string[]} cuts the scores of what lies between them
 * @property {string} score the sum of both
 * @property {string} weight exp(score − that of the best way)
 * @property {string} probability in per cent, without the sign
 */

/**
 * @param {import("../network/numbers.js").Lattice} lattice
 * @param {number[]} confidences of the digits of the best way
 * @returns {{places: number, scores: string[], ways: Way[], others: {count: number,
 *   weight: string, probability: string}, count: number, sum: string, factors: string[]}}
 *   `others`: ways that are not listed; `sum`: of all weights; `factors`: the best way's
 *   probability and the confidences, and last their product
 */
export function takeWaysApart(lattice, confidences) {
  const exact = waysOf(lattice, (score) => score);
  const outcome = (found) => [found.ways[0].candidates.join(),
    ...[found.probability, confidences.reduce((p, each) => p * each, found.probability)].map((each) => decimal(each))];
  const rounded = (places) => waysOf(lattice, (score) => Number(score.toFixed(places)));
  let [places] = PLACES, found = rounded(places);
  while (places < PLACES[1] && outcome(found).join() !== outcome(exact).join()) found = rounded(++places);
  return {
    places, count: found.count,
    scores: lattice.candidates.map(({ score }) => decimal(score, places)),
    ...written(found, (score) => decimal(score, places)),
    factors: product([found.probability, ...confidences]),
  };
}

/** The best ways, and among all ways the probability of the best. */
function waysOf({ candidates, steps }, round) {
  const along = new Map(steps.map(({ left, right, score }) => [`${left},${right}`, round(score)]));
  const found = bestWays(candidates, candidates.map(({ score }) => round(score)),
    steps.map(({ left, right, score }) => [left, right, round(score)]), LISTED);
  const cutsOf = (way) => way.slice(1).map((right, i) => along.get(`${way[i]},${right}`));
  return {
    ...found, ways: found.ways.map((way) => ({ ...way, cuts: cutsOf(way.candidates) })),
    probability: Math.exp(found.ways[0].score - found.total),
  };
}

function written({ ways, total, count, probability }, text) {
  const best = ways[0].score, sum = Math.exp(total - best);
  const weights = ways.map(({ score }) => Math.exp(score - best));
  weights.push(Math.max(0, sum - weights.reduce((a, b) => a + b)));
  const inPercent = (value) => (100 * value).toFixed(PERCENT_PLACES);
  const first = Number(inPercent(probability));
  const others = weights.slice(1).map((each) => (100 * each) / sum);
  const parts = [first, ...addingUp(others, 100 - first, PERCENT_PLACES)];
  let [places] = WEIGHT_PLACES;
  while (places < WEIGHT_PLACES[1] && inPercent(1 / Number(sum.toFixed(places))) !== inPercent(probability)) places++;
  const shown = addingUp(weights, sum, places).map((each) => decimal(each, places));
  const percent = parts.map((each) => decimal(each, PERCENT_PLACES));
  return {
    ways: ways.map(({ candidates, cuts, score }, i) => ({
      candidates, cuts: cuts.map(text), score: text(score), weight: shown[i], probability: percent[i],
    })),
    others: { count: count - ways.length, weight: shown.at(-1), probability: percent.at(-1) },
    sum: decimal(sum, places),
  };
}

/**
 * What a score is the sum of: {name, value, weight, product} of each feature that counts.
 * @param {{features: number[], score: number}} part a candidate, or a step
 * @param {string[]} names of its features
 * @param {number[]} weights
 * @param {number} places of the score
 */
export function takeScoreApart({ features, score }, names, weights, places) {
  const counting = [...features.keys()].filter((i) => features[i] && weights[i]);
  const products = addingUp(counting.map((i) => features[i] * weights[i]), score, places);
  return counting.map((i, row) => ({
    name: names[i], value: decimal(features[i]), weight: decimal(weights[i], 2), product: decimal(products[row], places),
  }));
}

export const CANDIDATE_WEIGHTS = [...STROKES.evidence, ...STROKES.layout];
export const STEP_WEIGHTS = STROKES.neighbours;
