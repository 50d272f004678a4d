/**
 * A sheet of white paper and a pen: mouse, stylus and fingers.
 *
 * The paper is SIDE units high, however large it is on the screen, and as many wide as
 * there is room for, SIDE at least. Every change is one step of a history, so Clear can
 * be undone as well.
 *
 * @typedef {[number, number]} Point  x to the right, y down, in units
 * @typedef {{points: Point[], width: number}} Stroke  one line from pen-down to pen-up
 */

export const SIDE = 280;
const INK = "#111111", PAPER = "#ffffff";
const INKS = ["#0b62d6", "#b5420a", "#0a7548", "#8a3aa8"]; // of neighbours, on paper
const UNDER = 20, LINE = 5; // units from a digit to the line below it, and its width
const MARGIN = 20; // units round what is moved into sight
const CLOSEST = 0.4; // units between two points that are worth keeping

/** The colour of a number's figure, by its place in it. */
export function inkOf(figure) { return INKS[figure % INKS.length]; }

/** What a pen drew, with its history. Strokes are never changed once they are here. */
export class Drawing {
  /** @param {Stroke[]} strokes */
  constructor(strokes = []) {
    this.strokes = strokes;
    this.past = [];
    this.future = [];
  }

  /** @param {Stroke[]} strokes what is drawn from now on */
  put(strokes) {
    this.past.push(this.strokes);
    this.future = [];
    this.strokes = strokes;
  }

  undo() { this.#step(this.past, this.future); }

  redo() { this.#step(this.future, this.past); }

  #step(from, to) {
    if (!from.length) return;
    to.push(this.strokes);
    this.strokes = from.pop();
  }
}

/** Shows a drawing on a canvas element and lets it be drawn on. */
export class Paper {
  /**
   * @param {HTMLCanvasElement} element at least as wide as high on the screen
   * @param {(isDone: boolean) => void} onChange called as the pen moves, and with true
   *   when a stroke has ended
   */
  constructor(element, onChange) {
    this.element = element;
    this.drawing = new Drawing();
    this.played = null; // strokes that are shown instead, while they are played back
    /** @type {Map<Stroke, string>} colours of strokes; the others are black */
    this.inks = new Map();
    this.underlined = null; // {strokes, ink}
    this.penWidth = 16;
    this.view = viewOf([], SIDE);
    this.onChange = onChange;
    /** @type {Map<number, Stroke>} strokes that are being drawn, by pointer */
    this.open = new Map();
    this.resizing = new ResizeObserver(() => this.paint());
    this.resizing.observe(element);
    element.style.touchAction = "none"; // a finger draws, it does not scroll
    const heard = {
      pointerdown: (event) => this.#begin(event),
      pointermove: (event) => this.#go(event),
      pointerup: (event) => this.#end(event),
      lostpointercapture: (event) => this.#end(event),
    };
    for (const [name, hear] of Object.entries(heard)) element.addEventListener(name, hear);
  }

  /** All strokes, those that are being drawn as well. */
  get strokes() { return [...this.drawing.strokes, ...this.open.values()]; }

  /** How many units the paper is wide. */
  get across() { return SIDE * this.element.clientWidth / this.element.clientHeight; }

  /** Draws all strokes at the size and sharpness of the screen. */
  paint() {
    const { element } = this;
    const [width, height] = [element.clientWidth, element.clientHeight].map((side) =>
      Math.round(side * devicePixelRatio));
    if (!width) return;
    if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
    // What the pen writes on stands still.
    if (!this.open.size) this.view = viewOf(this.drawing.strokes, this.across);
    const { left, top, across } = this.view, scale = width / across;
    const pen = element.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, width, height);
    pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
    for (const stroke of this.played ?? this.strokes) paintStroke(pen, stroke, this.inks.get(stroke));
    if (this.underlined && !this.played) underline(pen, this.underlined);
  }

  close() { this.resizing.disconnect(); }

  #begin(event) {
    if (event.button !== 0) return;
    this.#end(event); // whose pen-up was never heard
    this.element.setPointerCapture(event.pointerId); // wherever it is lifted
    this.open.set(event.pointerId, { points: [this.#place(event)], width: this.penWidth });
    this.#changed(false);
    event.preventDefault(); // selects no text
  }

  #go(event) {
    const stroke = this.open.get(event.pointerId);
    if (!stroke) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) {
      const point = this.#place(move), last = stroke.points.at(-1);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= CLOSEST)
        stroke.points.push(point);
    }
    this.#changed(false);
  }

  #end(event) {
    const stroke = this.open.get(event.pointerId);
    if (!stroke) return;
    this.open.delete(event.pointerId);
    this.drawing.put([...this.drawing.strokes, stroke]);
    this.#changed(true);
  }

  #changed(isDone) {
    this.paint();
    this.onChange(isDone);
  }

  /** @returns {Point} */
  #place(event) {
    const box = this.element.getBoundingClientRect();
    const { left, top, across } = this.view, unit = across / box.width;
    const round = (value) => Math.round(value * 100) / 100;
    return [
      round(left + (event.clientX - box.left) * unit),
      round(top + (event.clientY - box.top) * unit),
    ];
  }
}

/**
 * Which part of the plane a paper shows: what was drawn on a wider one is moved into
 * sight, and made smaller if it must be.
 * @param {Stroke[]} strokes
 * @param {number} across how many units the paper is wide
 * @returns {{left: number, top: number, across: number}} in units
 */
export function viewOf(strokes, across) {
  const begun = strokes.map(({ points: [[x]] }) => x);
  if (Math.max(0, ...begun) <= across) return { left: 0, top: 0, across };
  const places = strokes.flatMap(({ points }) => points.map(([x]) => x));
  const left = Math.min(...places) - MARGIN, right = Math.max(...places) + MARGIN;
  const shown = Math.max(across, right - left);
  return {
    left: (left + right - shown) / 2, top: (SIDE - SIDE * shown / across) / 2, across: shown,
  };
}

/** Draws one stroke: a dot, or a smooth line through the middles between its points. */
export function paintStroke(pen, { points, width }, colour = INK) {
  pen.fillStyle = pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  if (points.length === 1) {
    pen.arc(...points[0], width / 2, 0, 2 * Math.PI);
    pen.fill();
    return;
  }
  for (const [command, ...numbers] of toPath(points))
    ({ M: pen.moveTo, Q: pen.quadraticCurveTo, L: pen.lineTo })[command].apply(pen, numbers);
  pen.stroke();
}

/** Draws a line under some strokes. */
function underline(pen, { strokes, ink }) {
  const places = strokes.flatMap(({ points }) => points);
  const [across, down] = [0, 1].map((axis) => places.map((place) => place[axis]));
  const below = Math.min(Math.max(...down) + UNDER, SIDE - LINE);
  const ends = [Math.min(...across), Math.max(...across) + 1].map((x) => [x, below]);
  paintStroke(pen, { points: ends, width: LINE }, ink);
}

/**
 * What was drawn when the pen had gone a part of its way.
 * @param {Stroke[]} strokes
 * @param {number | null} part of the length of all strokes, 0 to 1; null for all
 * @returns {Stroke[]} with at least the first point
 */
export function firstPart(strokes, part) {
  if (part === null) return strokes;
  let left = part * lengthOf(strokes);
  const found = [];
  for (const stroke of strokes) {
    const length = lengthOf([stroke]);
    if (length > left) return [...found, { ...stroke, points: begin(stroke.points, left) }];
    found.push(stroke);
    left -= length;
  }
  return found;
}

/** How long the pen's way is, in units. */
export function lengthOf(strokes) {
  let length = 0;
  for (const { points } of strokes)
    for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  return length;
}

function distance([ax, ay], [bx, by]) { return Math.hypot(bx - ax, by - ay); }

/** Points up to a length along a line, the last one in between. */
function begin(points, left) {
  const found = [points[0]];
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]], step = distance(from, to);
    if (step > left) {
      const between = (axis) => from[axis] + (to[axis] - from[axis]) * left / step;
      return left > 0 ? [...found, [between(0), between(1)]] : found;
    }
    found.push(to);
    left -= step;
  }
  return found;
}

/** Points as path commands, in the form in which Fabric.js keeps a pen's line. */
function toPath(points) {
  const path = [["M", ...points[0]]];
  for (let i = 1; i < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i - 1], points[i]];
    path.push(["Q", ax, ay, (ax + bx) / 2, (ay + by) / 2]);
  }
  path.push(["L", ...points.at(-1)]);
  return path;
}

/**
 * Strokes as the JSON that Fabric.js writes and `recognizer.ink.strokes` reads.
 * @param {Stroke[]} strokes
 */
export function toJson(strokes) {
  return {
    objects: strokes.map(({ points, width }) => ({
      type: "Path", path: toPath(points), fill: null, stroke: INK, strokeWidth: width,
      strokeLineCap: "round", strokeLineJoin: "round",
    })),
  };
}
