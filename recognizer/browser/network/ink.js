// Ink becomes the 28 × 28 image that the network is given: the steps of
// recognizer/ink/strokes.py and mnist_format.py, rounded to single precision where they
// are, so that browser and server see the same image.

export const SIZE = 28;
export const CENTRE = 14;
const INK_SIZE = 20; // long side of the ink in MNIST's format, in pixels
const PEN_WIDTH = 2.5; // in pixels of the 28 × 28
const CURVE_STEPS = 4;
const MAX_STROKES = 2_000;
const MAX_POINTS = 100_000;
const MAX_LENGTH = 2_000; // of all lines together, in long sides of the drawing
const MAX_COORDINATE = 1e6;
export const MIN_WIDTH = 1e-6;
const ARGUMENTS = new Map(Object.entries({ M: 2, L: 2, Q: 4, C: 6, Z: 0 }));
const f32 = Math.fround;

const drawn = new WeakMap(); // of an image: the strokes that it was made of

/** Why there is no image: "blank", a "dot", or "invalid": not a drawing. */
export class NoImage extends Error {}

/**
 * @typedef {object} Stroke a line from pen-down to pen-up
 * @property {Float32Array} points x, y, x, y, … in canvas pixels, y down
 * @property {number} width of the pen
 *
 * @typedef {{values: Float32Array, width: number, height: number}} Picture
 *   0 to 1, ink bright
 */

/**
 * A drawing on its way to the network.
 * @param {object[]} objects the canvas's: paths with `path` and `strokeWidth`
 * @returns {{scaled: Picture, image: Uint8Array}} redrawn at 20 px; and 28 × 28 grey
 *   levels, row by row, ink bright
 * @throws {NoImage}
 */
export function preprocess(objects) { return toImage(parse(objects)); }

/**
 * Strokes on their way to the network, see `preprocess`.
 * @param {Stroke[]} strokes
 * @throws {NoImage} "blank" or "dot"
 */
export function toImage(strokes) {
  const scaled = redraw(strokes);
  const image = centre(scaled);
  holdStrokes(image, strokes);
  return { scaled, image };
}

/** Notes which strokes an image was made of. */
export function holdStrokes(image, strokes) { drawn.set(image, strokes); }

/** @returns {Stroke[] | undefined} what an image was made of, if it was drawn with a pen */
export function strokesOf(image) { return drawn.get(image); }

/** Whether the pen moved by less than half its own width in all strokes. */
export function isDot(strokes) {
  const { reach } = measure(strokes);
  return strokes.some(({ width }) => reach < width / 2);
}

/** @param {object[]} objects @returns {Stroke[]} @throws {NoImage} "invalid" */
export function parse(objects) {
  const strokes = [];
  let count = 0;
  for (const object of objects) {
    demand(object instanceof Object);
    const { type, path, strokeWidth = 1 } = object;
    if (typeof type !== "string" || type.toLowerCase() !== "path") continue;
    demand(isNumber(strokeWidth) && strokeWidth >= MIN_WIDTH);
    for (const line of follow(path)) {
      count += line.length / 2;
      demand(strokes.length < MAX_STROKES && count <= MAX_POINTS);
      strokes.push({ points: Float32Array.from(line), width: strokeWidth });
    }
  }
  const { length, reach } = measure(strokes);
  demand(!strokes.length || length <= MAX_LENGTH * reach);
  return strokes;
}

function demand(holds) {
  if (!holds) throw new NoImage("invalid");
}

function isNumber(value) {
  return typeof value === "number" && Math.abs(value) <= MAX_COORDINATE;
}

/** Turn a path's commands into lines x, y, x, y, …, one for each M. */
function follow(path) {
  const lines = [];
  demand(Array.isArray(path) && path.length && path.every(Array.isArray));
  for (const [name, ...values] of path) {
    demand(values.length === ARGUMENTS.get(name) && values.every(isNumber));
    demand(name === "M" || lines.length);
    const line = lines.at(-1);
    if (name === "M") lines.push(values);
    else if (name === "Z") line.push(line[0], line[1]);
    else line.push(...curve([...line.slice(-2), ...values]));
  }
  return lines;
}

/** Points along a Bézier curve, by de Casteljau; of a straight line only its end. */
function curve(corners) {
  const steps = corners.length > 4 ? CURVE_STEPS : 1;
  const found = [];
  for (let step = 1; step <= steps; step++) {
    let points = corners;
    while (points.length > 2) {
      const between = (end, i) => points[i] + ((end - points[i]) * step) / steps;
      points = points.slice(2).map(between);
    }
    found.push(...points);
  }
  return found;
}

/** The points' least x and y, width and height, the longer of these, lines' length. */
function measure(strokes) {
  const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
  let length = 0;
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i++) {
      low[i % 2] = Math.min(low[i % 2], points[i]);
      high[i % 2] = Math.max(high[i % 2], points[i]);
      if (i % 2 && i > 1) {
        length += distance(points[i] - points[i - 2], points[i - 1] - points[i - 3]);
      }
    }
  }
  const sides = high.map((end, axis) => f32(end - low[axis]));
  return { low, sides, reach: Math.max(...sides), length };
}

function distance(x, y) {
  return Math.sqrt(x * x + y * y);
}

/**
 * Draw the strokes with one pen, scaled so that the ink's long side is 20 px.
 * @param {Stroke[]} strokes
 * @returns {Picture}
 * @throws {NoImage} "blank", or "dot" if the pen moved by less than half its own width
 */
function redraw(strokes) {
  if (!strokes.length) throw new NoImage("blank");
  const { low, sides, reach } = measure(strokes);
  if (isDot(strokes)) throw new NoImage("dot");
  const scale = f32((INK_SIZE - PEN_WIDTH) / reach);
  const extents = sides.map((side) => f32(f32(side * scale) + PEN_WIDTH));
  const [width, height] = extents.map((side) => Math.ceil(f32(side - f32(1e-3))));
  const margins = [width, height].map((side, axis) =>
    f32((f32(side - extents[axis]) + PEN_WIDTH) / 2));
  const picture = { values: new Float32Array(width * height), width, height };
  for (const { points } of strokes) {
    const place = (value, i) => f32(f32(value - low[i % 2]) * scale) + margins[i % 2];
    drawLine(picture, points.map(place), PEN_WIDTH / 2);
  }
  return picture;
}

/** Draw a line with round ends, in pieces that are no longer than the radius. */
function drawLine(picture, line, radius) {
  if (line.length === 2) drawSegment(picture, line[0], line[1], line[0], line[1], radius);
  for (let i = 2; i < line.length; i += 2) {
    const [startX, startY, endX, endY] = line.subarray(i - 2, i + 2);
    const long = f32(distance(f32(endX - startX), f32(endY - startY)));
    const pieces = Math.max(1, Math.ceil(f32(long / radius)));
    let [x, y] = [startX, startY];
    for (let piece = 1; piece <= pieces; piece++) {
      const [part, rest] = [f32(piece / pieces), f32(1 - f32(piece / pieces))];
      const nextX = f32(f32(startX * rest) + f32(endX * part));
      const nextY = f32(f32(startY * rest) + f32(endY * part));
      drawSegment(picture, x, y, nextX, nextY, radius);
      [x, y] = [nextX, nextY];
    }
  }
}

/**
 * A pixel's value is the part of it that the nearest segment covers, taken as linear
 * in the distance between the pixel's centre and the segment.
 */
function drawSegment({ values, width, height }, x, y, endX, endY, radius) {
  const dx = f32(endX - x);
  const dy = f32(endY - y);
  const far = radius + 0.5;
  const length2 = Math.max(f32(f32(dx * dx) + f32(dy * dy)), f32(1e-12));
  const left = Math.max(0, Math.floor(Math.min(x, endX) - far));
  const right = Math.min(width, Math.ceil(Math.max(x, endX) + far));
  const top = Math.max(0, Math.floor(Math.min(y, endY) - far));
  const bottom = Math.min(height, Math.ceil(Math.max(y, endY) + far));
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const toX = column + 0.5 - x;
      const toY = row + 0.5 - y;
      const along = Math.min(1, Math.max(0, (toX * dx + toY * dy) / length2));
      const value = Math.min(1, far - distance(toX - along * dx, toY - along * dy));
      const place = row * width + column;
      if (value > values[place]) values[place] = value;
    }
  }
}

/**
 * Move ink by whole pixels so that its centre of mass lies at (14, 14) of 28 × 28.
 * @returns {Uint8Array} grey levels, the brightest 255
 */
function centre({ values, width, height }) {
  const peak = Math.max(...values);
  const grey = values.map((value) => rint(f32(f32(value / peak) * 255)));
  const [rows, columns] = [new Array(height).fill(0), new Array(width).fill(0)];
  grey.forEach((level, i) => {
    rows[Math.floor(i / width)] += level;
    columns[i % width] += level;
  });
  const [down, right] = [shift(rows), shift(columns)];
  const image = new Uint8Array(SIZE * SIZE);
  grey.forEach((level, i) => {
    const place = (Math.floor(i / width) + down) * SIZE + (i % width) + right;
    if (level) image[place] = level;
  });
  return image;
}

/** How far ink moves along an axis, kept within 28 pixels; given its mass on each. */
function shift(mass) {
  const first = mass.findIndex((ink) => ink > 0);
  const last = mass.findLastIndex((ink) => ink > 0);
  const total = mass.reduce((sum, ink) => sum + ink);
  const moment = mass.reduce((sum, ink, i) => sum + ink * (i - first), 0);
  const place = rint(CENTRE - moment / total);
  return Math.min(SIZE - (last - first + 1), Math.max(0, place)) - first;
}

/** Round to a whole number, halves to the even one, as NumPy does. */
export function rint(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}
