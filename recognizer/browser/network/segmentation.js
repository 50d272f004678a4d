// Where one digit of a number may end and the next begin: for strokes what
// recognizer/ink/stroke_pieces.py and segmentation.py do on the server.

import { isDot } from "./ink.js";

const MOST_STROKES = 4; // of one digit
export const MOST_PIECES = 40; // what falls into more is not read as a number
const WIDEST = 1.6; // of a digit; all lengths are in heights of the number
const FAR = 0.6; // neighbours further apart are of two digits
const APART = 1.5; // lengths that count as this, however much longer they are
const FLAT = 3; // a number is at least one such part as high as its widest piece is wide
const ABREAST = 0.35; // from middle to middle of digits that stand side by side
const SAME_PLACE = 0.15; // pieces whose middles are nearer cannot be two digits
const MOST_POINTS = 64; // of a piece, to see how near it comes to another one
const LEAST_LINE = 0.5, PAPER = 0.1; // height of a line, and what is between two

/**
 * @typedef {import("./ink.js").Stroke} Stroke
 * @typedef {[number, number, number, number]} Box  left, top, right, bottom
 *
 * @typedef {object} Piece  a stroke, and the dots that belong to it
 * @property {Stroke[]} strokes
 * @property {Box} box of the stroke
 * @property {number[][]} outline places in its ink
 *
 * @typedef {object} Candidate  a run of pieces that may be one digit
 * @property {number} begin of its first piece
 * @property {number} end of the one after its last
 * @property {Box} box in heights of the number
 * @property {number[]} layout how its pieces lie
 */

/**
 * Lines of numbers, from top to bottom; one unless several are plainly there.
 * @param {Stroke[]} strokes
 * @returns {Stroke[][]}
 */
export function linesOf(strokes) {
  if (!strokes.length) return [strokes];
  const boxes = strokes.map((stroke) => boxOf([stroke]));
  const found = [];
  let reach = -Infinity;
  for (const number of order(boxes.map((box) => box[1]))) {
    if (boxes[number][1] > reach) found.push([]);
    found.at(-1).push(number);
    reach = Math.max(reach, boxes[number][3]);
  }
  const edges = found.map((line) => around(line.map((number) => boxes[number])));
  const heights = found.map((line) => heightOf(line.map((number) => boxes[number])));
  const gaps = edges.slice(1).map((box, i) => box[1] - edges[i][3]);
  const highest = Math.max(...heights);
  if (Math.min(...heights) < LEAST_LINE * highest || Math.min(...gaps, Infinity) < PAPER * highest)
    return [strokes];
  const lines = found.map((line) => line.sort((a, b) => a - b).map((number) => strokes[number]));
  return lines.some(isDot) ? [strokes] : lines;
}

/**
 * The strokes of a line from left to right; a dot goes with the nearest one.
 * @param {Stroke[]} strokes not all of them dots
 * @returns {Piece[]}
 */
export function piecesOf(strokes) {
  const long = strokes.filter((stroke) => !isDot([stroke]));
  if (!long.length || long.length > MOST_PIECES) // dots all over the place, or a scribble
    return [{
      strokes, box: boxOf(strokes), outline: thinned(strokes.flatMap(({ points }) => pairs(points))),
    }];
  const boxes = long.map((stroke) => boxOf([stroke]));
  const pieces = leftToRight(boxes).map((number) => ({
    strokes: [long[number]], box: boxes[number], outline: thinned(pairs(long[number].points)),
  }));
  for (const dot of strokes.filter((stroke) => !long.includes(stroke))) {
    const place = [pairs(dot.points)[0]];
    const ways = pieces.map(({ outline }) => distance(place, [outline]));
    pieces[ways.indexOf(Math.min(...ways))].strokes.push(dot);
  }
  return pieces;
}

/**
 * Runs of a few pieces that lie near each other, and all pieces together.
 * @param {Piece[]} pieces at least one
 * @returns {Candidate[]} ordered by their first piece, then by their last
 */
export function candidatesOf(pieces) {
  const count = pieces.length;
  const height = heightOf(pieces.map(({ box }) => box));
  if (count > MOST_PIECES) return [candidate(pieces, 0, count, height, 0, 0)];
  const found = [];
  for (let begin = 0; begin < count; begin++) {
    let gaps = 0, distances = 0, isRun = true;
    for (let end = begin + 1; end <= count; end++) {
      const last = pieces[end - 1], before = pieces.slice(begin, end - 1);
      if (before.length) {
        const box = around(before.map((piece) => piece.box));
        const gap = Math.max(0, last.box[0] - box[2], box[0] - last.box[2]) / height;
        gaps += gap;
        distances += distance(last.outline, before.map((piece) => piece.outline)) / height;
        const wide = Math.max(box[2], last.box[2]) - Math.min(box[0], last.box[0]);
        isRun &&= gap <= FAR && end - begin <= MOST_STROKES && wide <= WIDEST * height;
      }
      if (isRun || (begin === 0 && end === count))
        found.push(candidate(pieces, begin, end, height, gaps, distances));
      else if (begin) break;
    }
  }
  return found;
}

/**
 * How two candidates lie to each other that would be two digits.
 * @returns {number[] | null} null if they lie in one place
 */
export function neighbours({ box: a }, { box: b }) {
  const step = (b[0] + b[2]) / 2 - (a[0] + a[2]) / 2;
  if (step < SAME_PLACE) return null;
  return [
    Math.min(a[2], b[2]) - Math.max(a[0], b[0]),
    1 - step / ABREAST,
    Math.abs(a[3] - a[1] - (b[3] - b[1])),
    Math.abs(a[1] - b[1]),
    Math.abs(a[3] - b[3]),
    0, // strokes are not cut
  ].map((value) => Math.min(APART, Math.max(0, value)));
}

function candidate(pieces, begin, end, height, gaps, distances) {
  const box = around(pieces.slice(begin, end).map((piece) => piece.box)).map((x) => x / height);
  const wide = box[2] - box[0], high = box[3] - box[1];
  const layout = [
    1,
    Math.min(end - begin, MOST_STROKES) - 1,
    Math.min(gaps, APART),
    Math.min(distances, APART),
    Math.max(0, 1 - high),
    Math.min(Math.max(0, wide - high), APART),
  ];
  return { begin, end, box, layout };
}

/** Height of a number: that of the highest of its pieces, by their boxes. */
export function heightOf(boxes) {
  const most = (low, high) => Math.max(...boxes.map((box) => box[high] - box[low]));
  return Math.max(most(1, 3), most(0, 2) / FLAT, 1e-6);
}

/** Numbers of boxes: columns of them from left to right, each in its own order. */
function leftToRight(boxes) {
  const columns = [];
  let reach = -Infinity;
  for (const number of order(boxes.map((box) => box[0]))) {
    if (boxes[number][0] > reach) columns.push([]);
    columns.at(-1).push(number);
    reach = Math.max(reach, boxes[number][2]);
  }
  return columns.flatMap((column) => column.sort((a, b) => a - b));
}

/** Numbers of values, the least first. */
function order(values) {
  return [...values.keys()].sort((a, b) => values[a] - values[b]);
}

/** @param {Stroke[]} strokes @returns {Box} */
export function boxOf(strokes) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i++) {
      box[i % 2] = Math.min(box[i % 2], points[i]);
      box[2 + i % 2] = Math.max(box[2 + i % 2], points[i]);
    }
  }
  return box;
}

/** The box of several boxes. */
function around(boxes) {
  return [0, 1, 2, 3].map((side) =>
    Math[side < 2 ? "min" : "max"](...boxes.map((box) => box[side])));
}

export function pairs(points) {
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
}

export function thinned(places) {
  const step = Math.ceil(places.length / MOST_POINTS);
  return places.filter((_, i) => i % step === 0);
}

/** Between an outline and the nearest of others. */
function distance(outline, others) {
  let least = Infinity;
  for (const [x, y] of outline)
    for (const other of others)
      for (const [a, b] of other) least = Math.min(least, (a - x) * (a - x) + (b - y) * (b - y));
  return Math.sqrt(least);
}
