/**
 * Undo a hand's slant, turn or width: an image as another hand might have written it.
 * recognizer/network/straightening.py says how, and gives the same images.
 */

import { CENTRE, MIN_WIDTH, rint, SIZE, strokesOf, toImage } from "./ink.js";

const INK = 64; // grey level above which a pixel counts for how large a drawing is
const COSINE = 0.8660254037844386, SINE = 0.5;

/** Rows of linear maps of x and y, to the right and down. */
export const WAYS = [
  ...[-1, -0.6, 0.6, 1].map((shear) => [[1, shear], [0, 1]]),
  [[COSINE, SINE], [-SINE, COSINE]],
  [[COSINE, -SINE], [SINE, COSINE]],
  ...[0.6, 1.6, 2.2].map((width) => [[width, 0], [0, 1]]),
];

/**
 * Maps the strokes of a drawing, or of a picture its pixels.
 * @param {Uint8Array} image 28 × 28 grey levels
 * @param {number[][]} matrix one of WAYS
 * @returns {Uint8Array}
 */
export function straighten(image, matrix) {
  const strokes = strokesOf(image);
  return strokes ? straightenStrokes(strokes, matrix) : straightenPixels(image, matrix);
}

function straightenStrokes(strokes, [[a, b], [c, d]]) {
  const mapped = strokes.map(({ points }) => ({
    points: points.map((value, i) => i % 2
      ? c * points[i - 1] + d * value
      : a * value + b * points[i + 1]),
    width: MIN_WIDTH,
  }));
  return toImage(mapped).image;
}

/** About its centre of mass, as large as it was; a blank image stays blank. */
function straightenPixels(image, [[a, b], [c, d]]) {
  const { x0, y0 } = centreOfMass(image);
  const before = reach(image, (column, row) => [column - x0, row - y0]);
  const after = reach(image, (column, row) => {
    const x = column - x0, y = row - y0;
    return [a * x + b * y, c * x + d * y];
  });
  const scale = before > 0 ? before / Math.max(after, 1) : 1;
  const determinant = a * d - b * c;
  const values = new Float64Array(image.length);
  for (let i = 0; i < values.length; i++) {
    const right = ((i % SIZE) - CENTRE) / scale;
    const down = (Math.floor(i / SIZE) - CENTRE) / scale;
    const x = (d * right - b * down) / determinant + x0;
    const y = (a * down - c * right) / determinant + y0;
    values[i] = between(image, x, y);
  }
  const peak = values.reduce((most, value) => Math.max(most, value), 1);
  return Uint8Array.from(values, (value) => rint((value / peak) * 255));
}

function centreOfMass(image) {
  let mass = 0, x = 0, y = 0;
  for (let i = 0; i < image.length; i++) {
    mass += image[i];
    x += image[i] * (i % SIZE);
    y += image[i] * Math.floor(i / SIZE);
  }
  mass = Math.max(mass, 1);
  return { x0: x / mass, y0: y / mass };
}

/** The longer side of what ink becomes. */
function reach(image, map) {
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (let i = 0; i < image.length; i++) {
    if (image[i] <= INK) continue;
    map(i % SIZE, Math.floor(i / SIZE)).forEach((value, axis) => {
      low[axis] = Math.min(low[axis], value);
      high[axis] = Math.max(high[axis], value);
    });
  }
  return Math.max(high[0] - low[0], high[1] - low[1]);
}

/** The grey level at a place that lies between pixels; 0 outside of the image. */
function between(image, x, y) {
  const left = Math.floor(x), top = Math.floor(y);
  const at = (row, column) =>
    row >= 0 && row < SIZE && column >= 0 && column < SIZE ? image[row * SIZE + column] : 0;
  x -= left;
  y -= top;
  const upper = (1 - x) * at(top, left) + x * at(top, left + 1);
  const lower = (1 - x) * at(top + 1, left) + x * at(top + 1, left + 1);
  return (1 - y) * upper + y * lower;
}
