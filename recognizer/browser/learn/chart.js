/** Curves over steps, which can change at each frame. */

import { drawn, element } from "../widgets/elements.js";

const HEIGHT = 250, LEFT = 66, RIGHT = 22, TOP = 12, BOTTOM = 44;
const DASHES = ["", "8 4", "2 3", "11 3 2 3", "5 2"];

/**
 * @typedef {object} Description
 * @property {{name: string, x: number[], y: number[]}[]} curves
 * @property {[number, number]} range of y
 * @property {[string, number][]} [marks] places along x, by name
 */
export class Chart {
  /** @param {{colours: {series: string[]}, repaint(): void}} page */
  constructor(page) {
    this.page = page;
    this.legend = element("div", { class: "legend" });
    this.svg = drawn("svg", { role: "img" });
    this.element = element("div", { class: "hr-chart" }, this.legend, this.svg);
    this.sight = new ResizeObserver(() => {
      if (this.shown && this.element.clientWidth !== this.width) this.update(this.shown);
    });
    this.sight.observe(this.element);
  }

  close() { this.sight.disconnect(); }

  update(shown) {
    this.shown = shown;
    this.width = this.element.clientWidth;
    // As large as the page's letters, which grow in projector mode.
    const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const width = Math.max(220, this.width / scale || 480);
    const { curves, x, y, isPercent, isLogarithmic, range, marks = [] } = shown;
    const longest = Math.max(...curves.map((curve) => curve.x.at(-1)));
    const [low, high] = isLogarithmic ? range.map(Math.log10) : range;
    const across = (value) => LEFT + ((width - LEFT - RIGHT) * value) / longest;
    const up = (value) => {
      const part = ((isLogarithmic ? Math.log10(value) : value) - low) / (high - low);
      // What leaves the picture goes on a little beyond its edge.
      return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.min(2, Math.max(-1, part));
    };
    const text = (content, values) => drawn("text", values, content);
    const bottom = HEIGHT - BOTTOM, middle = (TOP + bottom) / 2;
    const frame = drawn("g", { class: "frame" },
      ...ticks(low, high, isLogarithmic).flatMap((value) => [
        drawn("line", { x1: LEFT, x2: width - RIGHT, y1: up(value), y2: up(value) }),
        text(isPercent ? `${Number((100 * value).toPrecision(4))}\u00a0%` : short(value),
          { x: LEFT - 8, y: up(value) + 4, "text-anchor": "end" }),
      ]),
      ...ticks(0, longest).map((value) =>
        text(short(value), { x: across(value), y: bottom + 18, "text-anchor": "middle" })),
      text(x, { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle", class: "title" }),
      text(y, { x: 0, y: 0, transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle", class: "title" }),
    );
    const clip = `hr-clip-${(this.number ??= Chart.made++)}`;
    const lines = drawn("g", { "clip-path": `url(#${clip})` }, ...curves.map(({ x, y }, i) =>
      drawn("polyline", {
        points: x.map((each, n) => `${across(each).toFixed(1)},${up(y[n]).toFixed(1)}`).join(" "),
        stroke: this.#colour(i), "stroke-dasharray": DASHES[i % DASHES.length],
      })).reverse()); // the first on top
    const signs = marks.flatMap(([name, place], i) => {
      const isRight = across(place) > 0.7 * width;
      return [
        drawn("line", { class: "mark", x1: across(place), x2: across(place), y1: TOP, y2: bottom }),
        text(name, { x: across(place) + (isRight ? -5 : 5), y: TOP + 12 + 16 * i, "text-anchor": isRight ? "end" : "start" }),
      ];
    });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.svg.setAttribute("aria-label", `${y}, ${x}: ${curves.map(({ name }) => name).join(", ")}`);
    this.svg.replaceChildren(
      drawn("clipPath", { id: clip }, drawn("rect", { x: LEFT, y: TOP - 2, width: width - LEFT - RIGHT, height: bottom - TOP + 4 })),
      frame, lines, ...signs,
    );
    this.legend.replaceChildren(...curves.map(({ name }, i) => element("span", {},
      drawn("svg", { viewBox: "0 0 34 8", class: "sample" }, drawn("line", {
        x1: 0, x2: 34, y1: 4, y2: 4, stroke: this.#colour(i), "stroke-dasharray": DASHES[i % DASHES.length],
      })), name)));
  }

  #colour(number) {
    const { series } = this.page.colours;
    return series[number % series.length];
  }

  static made = 0;
}

const short = (number) => String(Number(number.toPrecision(4))).replace("-", "−");

/** Round numbers from low to high; of logarithms the powers of ten. */
export function ticks(low, high, isLogarithmic = false) {
  if (isLogarithmic) {
    const powers = Math.floor(high) - Math.ceil(low) + 1, every = Math.ceil(powers / 5);
    return Array.from({ length: powers }, (_, i) => Math.ceil(low) + i)
      .filter((_, i) => i % every === 0).map((power) => 10 ** power);
  }
  const rough = (high - low) / 4, ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * [1, 2, 2.5, 5, 10].find((each) => each * ten >= rough);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(8)));
}
