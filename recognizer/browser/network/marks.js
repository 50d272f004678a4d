// Signs of a number that are no digits: a minus before it, a decimal point or comma. For
// strokes what recognizer/ink/marks.py does on the server.

import { boxOf, heightOf, MOST_PIECES, pairs, thinned } from "./segmentation.js";

const MINUS = "-", POINT = ".", COMMA = ",";
const TALL = 0.5; // height of a digit at least; all lengths are in heights of the number
const MINUS_WIDTH = [0.12, 0.9];
const FLATTEST = 0.35; // height of a minus, in widths of it, at most
const MINUS_PLACE = [0.25, 0.8]; // of its middle, between the digits' tops and their feet
const POINT_SIDE = 0.13; // at most
const COMMA_SIDES = [0.28, 0.45]; // at most
const ABOVE = 0.25, BELOW = 0.3; // how far from the digits' feet
const OVERLAP = 0.05, NEAR = 1; // how far a minus may reach over a digit, or end before it
const CLEAR = 0.06; // paper round a sign, up to the middle of other strokes

/**
 * @typedef {import("./ink.js").Stroke} Stroke
 * @typedef {{sign: string, middle: number}} Mark  a sign, and where it stands from left to
 *   right, in heights of the number
 */

/**
 * @param {Stroke[]} strokes
 * @returns {{marks: Mark[], digits: Stroke[]}} signs from left to right, and the strokes
 *   that are none
 */
export function marksOf(strokes) {
  const boxes = strokes.map((stroke) => boxOf([stroke]));
  const found = find(boxes);
  if (!found.some(Boolean)) return { marks: [], digits: strokes };
  const lines = strokes.map(({ points }) => thinned(pairs(points)));
  const signs = found.map((sign, number) =>
    (sign && isClear(lines, number, heightOf(boxes)) ? sign : null));
  const digits = strokes.filter((_, number) => !signs[number]);
  const height = heightOf(boxes.filter((_, number) => !signs[number]));
  const marks = boxes.flatMap(([left, , right], number) =>
    (signs[number] ? [{ sign: signs[number], middle: (left + right) / 2 / height }] : []));
  return { marks: marks.sort((a, b) => a.middle - b.middle), digits };
}

/**
 * What stands before each digit: "", "-", "." or ",".
 * @param {object[]} digits with their box and their digit, null where it is none
 * @param {Mark[]} marks
 * @returns {string[] | null} null if the signs do not go with the digits
 */
export function signsBefore(digits, marks) {
  if (marks.length && digits.length === 1 && digits[0].digit === null) return null;
  const middles = digits.map(({ box }) => (box[0] + box[2]) / 2);
  const signs = digits.map(() => "");
  for (const { sign, middle } of marks) {
    const place = middles.filter((other) => other <= middle).length;
    if (place === digits.length || signs[place] || (sign === MINUS) !== (place === 0)) return null;
    signs[place] = sign;
  }
  return signs;
}

/** Of each box the sign that it may be, or null. */
function find(boxes) {
  if (boxes.length < 2 || boxes.length > MOST_PIECES) return boxes.map(() => null);
  const height = heightOf(boxes);
  const scaled = boxes.map((box) => box.map((side) => side / height));
  const isTall = scaled.map(([, top, , bottom]) => bottom - top >= TALL);
  return scaled.map((box, number) => {
    const before = Math.min(...scaled.map(([left], other) => (other === number ? Infinity : left)));
    const digits = scaled.filter((_, other) => other !== number && isTall[other]);
    if (!digits.length) return null;
    const gap = before - box[2];
    if (isMinus(box, digits) && gap >= -OVERLAP && gap <= NEAR) return MINUS;
    return isTall[number] ? null : within(box, digits);
  });
}

function isMinus([left, upper, right, lower], digits) {
  const wide = right - left, high = lower - upper;
  const top = Math.min(...digits.map((box) => box[1])), foot = Math.max(...digits.map((box) => box[3]));
  const [highest, lowest] = MINUS_PLACE.map((place) => top + place * (foot - top));
  const middle = (upper + lower) / 2;
  return wide >= MINUS_WIDTH[0] && wide <= MINUS_WIDTH[1] && high <= FLATTEST * wide
    && middle >= highest && middle <= lowest;
}

/** A point or comma between two digits; it may stand below a 7's bar. */
function within([left, top, right, bottom], digits) {
  const middle = (box) => (box[0] + box[2]) / 2;
  const behind = digits.filter((box) => middle(box) < left);
  const before = digits.filter((box) => middle(box) > right);
  if (!behind.length || !before.length) return null;
  const last = behind.reduce((a, b) => (middle(b) > middle(a) ? b : a));
  const first = before.reduce((a, b) => (middle(b) < middle(a) ? b : a));
  const feet = (last[3] + first[3]) / 2;
  const wide = right - left, high = bottom - top, row = (top + bottom) / 2;
  if (Math.max(wide, high) <= POINT_SIDE)
    return row >= feet - ABOVE && row <= feet + BELOW ? POINT : null;
  const isSmall = wide <= COMMA_SIDES[0] && high <= COMMA_SIDES[1];
  return isSmall && top >= feet - ABOVE && bottom > feet ? COMMA : null;
}

/** Whether there is paper round a stroke, so that it is no part of a digit. */
function isClear(lines, number, height) {
  const line = lines[number];
  const between = line.slice(1).map(([x, y], i) => [(x + line[i][0]) / 2, (y + line[i][1]) / 2]);
  const others = lines.filter((_, other) => other !== number);
  return [...line, ...between].every((place) =>
    others.every((other) => distance(place, other) >= CLEAR * height));
}

/** From a place to a line that is drawn through points. */
function distance([x, y], line) {
  const starts = line.length > 1 ? line.slice(0, -1) : line;
  return Math.min(...starts.map(([a, b], i) => {
    const [c, d] = line[i + 1] ?? [a, b];
    const dx = c - a, dy = d - b;
    const along = ((x - a) * dx + (y - b) * dy) / Math.max(dx * dx + dy * dy, 1e-12);
    const part = Math.min(1, Math.max(0, along));
    return Math.hypot(a + part * dx - x, b + part * dy - y);
  }));
}
