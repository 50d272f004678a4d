/** A square part of the plane, in which points and lines can be dragged. */

import { drawn, element } from "../widgets/elements.js";
import * as painting from "../widgets/painting.js";

const NEAR = 14, NEAR_A_FINGER = 26; // pixels within which something is taken hold of
const RANGE = [-1.35, 1.35]; // certainty is ±1: the scale's dark ends would hide points
const FAR = 900; // what lies farther out is not seen, and SVG need not know how far

/**
 * @typedef {object} Mark the last lies on top
 * @property {[number, number]} [at] of a dot
 * @property {[number, number][]} [path] of a line
 * @property {string} [drag] what is told when it is dragged
 * @property {string} [handle] the dot is larger, and there to be dragged
 */
export class Plane {
  #held = null;

  /** @param {{drag(name: string, place: [number, number]): void, colours: object}} page */
  constructor(page) {
    this.page = page;
    this.canvas = element("canvas", { class: "ground", "aria-hidden": "true" });
    this.svg = drawn("svg", { viewBox: "0 0 100 100", role: "img" });
    this.element = element("div", { class: "hr-plane" }, this.canvas, this.svg);
    const { svg } = this;
    svg.addEventListener("pointerdown", (event) => this.#take(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"])
      svg.addEventListener(end, () => { this.#held = null; });
    // A finger on nothing scrolls the page; on a point it drags.
    svg.addEventListener("touchstart", (event) => {
      if (this.#hit(event.touches[0], NEAR_A_FINGER)) event.preventDefault();
    }, { passive: false });
  }

  update({ low, side, names, label, marks, ground }) {
    Object.assign(this, { low, side, marks });
    this.svg.setAttribute("aria-label", label);
    this.canvas.hidden = !ground;
    if (ground) this.#paint(ground);
    const [left, bottom] = low, [right, top] = low.map((corner) => corner + side);
    const text = (content, values) => drawn("text", values, content);
    this.svg.replaceChildren(
      text(short(left), { x: 2, y: 98 }),
      text(`${names[0]} → ${short(right)}`, { x: 98, y: 98, "text-anchor": "end" }),
      text(short(bottom), { x: 2, y: 93 }),
      text(`${short(top)} ↑ ${names[1]}`, { x: 2, y: 6 }),
      ...marks.map((mark) => this.#draw(mark)),
    );
  }

  #paint({ values, width, height }) {
    Object.assign(this.canvas, { width, height });
    const colours = painting.palette(this.page.colours.signed);
    const picture = painting.picture(values, { width, height, maps: 1, map: 0 }, colours, RANGE);
    this.canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  #draw({ at, path, width, dash, handle, isSquare, isStep, isCorrected }) {
    if (path) {
      const points = path.map((place) => this.#toSvg(place).map((each) => each.toFixed(2)).join()).join(" ");
      return drawn("polyline", { points, "stroke-width": width, "stroke-dasharray": dash });
    }
    const [x, y] = this.#toSvg(at);
    if (handle) return drawn("circle", { class: `handle ${handle}`, cx: x, cy: y, r: 2.8 });
    if (isCorrected) return drawn("circle", { class: "corrected", cx: x, cy: y, r: 1.5 });
    if (isSquare) return drawn("rect", { class: "for", x: x - 1.2, y: y - 1.2, width: 2.4, height: 2.4 });
    return drawn("circle", { class: isStep ? "step" : "against", cx: x, cy: y, r: 1.3 });
  }

  #toSvg([x, y]) {
    const within = (value) => Math.min(FAR, Math.max(-FAR, value));
    return [within((100 * (x - this.low[0])) / this.side), within(100 - (100 * (y - this.low[1])) / this.side)];
  }

  #placeOf({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const part = [(clientX - box.x) / box.width, 1 - (clientY - box.y) / box.height];
    return part.map((each, i) => this.low[i] + this.side * Math.min(1, Math.max(0, each)));
  }

  #take(event) {
    this.#held = this.#hit(event, event.pointerType === "touch" ? NEAR_A_FINGER : NEAR);
    if (this.#held) this.svg.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (this.#held) this.page.drag(this.#held, this.#placeOf(event));
    else this.svg.style.cursor = this.#hit(event, NEAR) ? "grab" : "";
  }

  /** What can be dragged there: a handle before a point, a point before a line. */
  #hit({ clientX, clientY }, near) {
    const box = this.svg.getBoundingClientRect();
    const here = [(100 * (clientX - box.x)) / box.width, (100 * (clientY - box.y)) / box.height];
    const reach = (100 * near) / box.width;
    const ways = (this.marks ?? []).filter(({ drag }) => drag).map((mark) => {
      const way = mark.path ? wayToLine(here, mark.path.map((place) => this.#toSvg(place)))
        : distance(here, this.#toSvg(mark.at));
      return { drag: mark.drag, way, rank: mark.handle ? 0 : mark.path ? 2 : 1 };
    }).filter(({ way }) => way <= reach);
    return ways.sort((a, b) => a.rank - b.rank || a.way - b.way)[0]?.drag ?? null;
  }
}

const short = (number) => String(number).replace("-", "−");
const distance = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

function wayToLine([x, y], [[a, b], [c, d]]) {
  return Math.abs((c - a) * (b - y) - (a - x) * (d - b)) / Math.hypot(c - a, d - b);
}
