/**
 * Candidates for digits as a graph: a column is a piece of ink, a dashed line between two
 * a place to cut, an edge from one line to another a candidate.
 */

import { element } from "./elements.js";
import * as painting from "./painting.js";

/**
 * @typedef {object} Edge
 * @property {string} part its name for `onPress`
 * @property {number} begin the line that it begins at, from 0
 * @property {number} end
 * @property {{values: ArrayLike<number>, width: number, height: number, high: number}} picture
 * @property {string} text what it is taken for
 * @property {string} score
 * @property {string} name all of it in words
 * @property {string | null} ink its colour on the way that is shown; null beside that way
 *
 * @typedef {{part: string, at: number, score: string, name: string}} Cut  a score at a line
 */

export class Graph {
  /** @param {((part: string) => void) | null} onPress null: nothing can be pressed */
  constructor(onPress = null) {
    this.onPress = onPress;
    this.grid = element("div", { class: "hr-graph", role: "group" });
    this.element = element("div", { class: "hr-wide" }, this.grid);
  }

  /**
   * @param {object} shown
   * @param {string} shown.label
   * @param {number[]} shown.widths of the columns, to each other
   * @param {Edge[]} shown.edges those of the way that is shown from left to right
   * @param {Cut[]} [shown.cuts]
   * @param {object} [shown.ink] the picture that the columns are parts of, as of an edge
   */
  update({ label, widths, edges, cuts = [], ink }) {
    const lanes = lanesOf(edges), count = widths.length;
    this.grid.ariaLabel = label;
    this.grid.style.setProperty("--count", count);
    this.grid.style.gridTemplateColumns = widths.map((width) => `minmax(var(--narrowest), ${width}fr)`).join(" ");
    const rows = Math.max(...lanes) + 2; // and one above them
    const lines = Array.from({ length: count + 1 }, (_, at) => element("i", {
      class: at < count ? "cut" : "cut last", style: `grid-area: 1 / ${Math.min(at, count - 1) + 1} / ${rows + 1}`,
    }));
    const head = ink ? [element("div", { class: "ink", style: "grid-area: 1 / 1 / 2 / -1" }, picture(ink))]
      : cuts.map(({ part, at, score, name }) => this.#part(part, "step", `grid-area: 1 / ${at + 1}`, name, score));
    const shown = edges.map(({ part, begin, end, picture: given, text, score, name, ink: colour }, i) => {
      const card = element("span", {}, picture(given), element("b", {}, text), element("small", {}, score));
      const style = `grid-area: ${lanes[i] + 2} / ${begin + 1} / auto / ${end + 1}; --hr-ink: ${colour}`;
      return this.#part(part, colour ? "edge best" : "edge", style, name, card);
    });
    this.grid.replaceChildren(...head, ...lines, ...shown);
  }

  /** Marks what is open. */
  mark(part) {
    for (const each of this.grid.querySelectorAll("button")) each.ariaPressed = String(each.dataset.part === part);
  }

  #part(part, kind, style, name, content) {
    if (!this.onPress) return element("div", { class: kind, style, role: "img", "aria-label": name }, content);
    const made = element("button", { type: "button", class: kind, style, "data-part": part, "aria-label": name, title: name }, content);
    made.addEventListener("click", () => this.onPress(part));
    return made;
  }
}

function picture(given) {
  const canvas = element("canvas");
  painting.show(canvas, painting.picture(given.values, { ...given, maps: 1, map: 0 }, painting.GREY, [0, given.high]));
  return canvas;
}

/**
 * In which lane each edge lies, from 0: the way that is shown in the first, the others
 * below, the shorter the higher, each where there is room.
 */
function lanesOf(edges) {
  const taken = []; // edges that are not on the way, by lane
  const lanes = edges.map(() => 0);
  const length = ({ begin, end }) => end - begin;
  const others = [...edges.keys()].filter((i) => !edges[i].ink);
  for (const i of others.sort((a, b) => length(edges[a]) - length(edges[b]) || a - b)) {
    const { begin, end } = edges[i];
    let lane = 1;
    while (taken[lane]?.some((each) => each.begin < end && begin < each.end)) lane++;
    (taken[lane] ??= []).push(edges[i]);
    lanes[i] = lane;
  }
  return lanes;
}
