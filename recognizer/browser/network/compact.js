/**
 * Strokes in few whole numbers, as they are remembered: recognizer/ink/compact.py says
 * how, and writes and reads the same.
 */

import { MIN_WIDTH, rint } from "./ink.js";

const SIDE = 250, STEP = 6, MOST = 1_000;

/**
 * @param {import("./ink.js").Stroke[]} strokes not all in one place
 * @returns {number[][] | null} x, y, x, y, … of each; null for a drawing that is too long
 */
export function pack(strokes) {
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (const { points } of strokes)
    points.forEach((value, i) => {
      low[i % 2] = Math.min(low[i % 2], value);
      high[i % 2] = Math.max(high[i % 2], value);
    });
  const scale = SIDE / Math.max(high[0] - low[0], high[1] - low[1]);
  const packed = strokes.map(({ points }) =>
    thinned(Array.from(points, (value, i) => rint((value - low[i % 2]) * scale))));
  return packed.flat().length <= MOST ? packed : null;
}

/** A line without the points that are near to the one before, but with its last. */
function thinned(line) {
  const found = line.slice(0, 2);
  for (let i = 2; i < line.length; i += 2) {
    const far = Math.hypot(line[i] - found.at(-2), line[i + 1] - found.at(-1));
    if (far >= STEP || (far && i === line.length - 2)) found.push(line[i], line[i + 1]);
  }
  return found;
}

/**
 * @param {unknown} content unchecked
 * @returns {import("./ink.js").Stroke[] | null} null if it is no drawing
 */
export function unpack(content) {
  if (!Array.isArray(content) || !content.every(isLine)) return null;
  const count = content.flat().length;
  if (count < 4 || count > MOST) return null;
  const [x, y] = [0, 1].map((axis) => content.flat().filter((_, i) => i % 2 === axis));
  const isDot = [x, y].every((values) => values.every((value) => value === values[0]));
  return isDot ? null
    : content.map((line) => ({ points: Float32Array.from(line), width: MIN_WIDTH }));
}

function isLine(content) {
  return Array.isArray(content) && content.length > 0 && content.length % 2 === 0
    && content.every((value) => Number.isInteger(value) && value >= 0 && value <= SIDE);
}
