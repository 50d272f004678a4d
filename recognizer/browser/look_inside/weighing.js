/**
 * A weighted sum, written out: every kernel with what lies under it, the products of one
 * kernel, one of these products, and the equation.
 */

import { element, say } from "../widgets/elements.js";
import { buttons, mark, Numbers, Picture } from "../widgets/grid.js";
import * as painting from "../widgets/painting.js";
import { addingUp, decimal, product } from "../widgets/rounding.js";
import * as place from "./place.js";

const WRITTEN = 7; // the longest side of a kernel whose numbers are written out
const LISTED = 6; // products that are, of those whose numbers are not

/** The parts of a sum that one stage of the network computes; `all` is the equation. */
export class Weighing {
  /**
   * @param {import("./overview.js").Inside} view that it is shown in
   * @param {import("./place.js").Stage} stage
   * @param {(numbers: number[]) => void} onPick hears of a kernel, or a product of it
   */
  constructor(view, stage, onPick) {
    Object.assign(this, { view, stage, onPick });
    this.element = element("div");
    this.one = element("p", { class: "hr-sum" });
    this.all = element("p", { class: "hr-sum" });
  }

  /**
   * @param {import("./anatomy.js").Sum} sum
   * @param {number} computed by the network itself, before ReLU
   * @param {number | null} activation after ReLU; null where none follows
   * @param {number[]} chosen kernel and product, as they are shown; or fewer
   * @param {(channel: number, cell: number) => import("./place.js").Place | null} sourceOf
   *   an input: where it was computed; null beyond the edge
   */
  paint(sum, computed, activation, chosen, sourceOf) {
    this.#build(sum);
    const { labels } = this.view.data;
    const many = sum.channels > 1;
    const channel = many ? (chosen[0] ?? strongest(sum.sums) + 1) - 1 : 0;
    const cell = chosen[1] ?? null;
    const [total, bias] = addingUp([computed - sum.bias, sum.bias], computed);
    const sums = addingUp(sum.sums, total);
    if (many) this.#paintSubs(sum, sums, channel);
    this.#paintGrids(sum, sums[channel], channel, cell);
    this.#paintMost(sum, sourceOf);
    this.one.hidden = cell === null;
    if (cell !== null) this.#paintOne(sum, channel, cell, sourceOf);
    const name = many ? this.view.names.fill("sums", { count: sum.channels }) : labels.sum;
    this.#paintAll([[name, total], [labels.bias, bias]], computed, activation);
  }

  #build({ channels, height, width }) {
    if (this.channels === channels && this.height === height) return;
    Object.assign(this, { channels, height, width });
    const { names } = this.view;
    const onCell = (cell) => this.onPick([this.channel + 1, cell]);
    const name = (cell) => names.fill("place", { row: Math.floor(cell / width), column: cell % width });
    const isWritten = Math.max(height, width) <= WRITTEN;
    this.parts = [0, 1, 2].map(() => isWritten
      ? new Numbers(height * width, width, name, onCell)
      : new Picture((row, column) => onCell(row * width + column)));
    this.isWritten = isWritten;
    if (!isWritten) for (const { frame } of this.parts) frame.classList.add("large");
    const content = `<canvas></canvas><canvas></canvas><span><small></small> <b></b></span>`;
    this.subs = buttons(channels, (channel) => names.fill("kernel", { number: channel + 1 }),
      (channel) => this.onPick([channel + 1]), content);
    this.subs.className = "hr-subs";
    this.subs.hidden = channels < 2;
    const [patch, kernel, products] = this.parts.map(({ element }) => element);
    const row = element("div", { class: "hr-row" });
    row.append(patch, element("span", { class: "sign" }, "×"), kernel, element("span", { class: "sign" }, "="), products);
    this.most = buttons(isWritten ? 0 : LISTED, () => "", (i) => onCell(this.order[i]), "<span></span><b></b>");
    this.most.className = "hr-choices-row";
    this.element.replaceChildren(this.subs, this.most, this.one, row);
  }

  #scales(sum) {
    const { colours } = this.view;
    const [input, weight, most] = [sum.inputs, sum.weights, sum.products].map((values) =>
      painting.reach(values) || 1);
    const isPixels = this.stage.number === 0;
    return [
      [isPixels ? painting.GREY : colours.sequential, [0, isPixels ? 1 : input]],
      [colours.signed, [-weight, weight]],
      [colours.signed, [-most, most]],
    ];
  }

  #paintSubs(sum, sums, channel) {
    const { height, width } = sum;
    const scales = this.#scales(sum);
    [...this.subs.children].forEach((each, i) => {
      const [patch, kernel, text] = each.children;
      const part = (values) => values.subarray(i * height * width, (i + 1) * height * width);
      [[patch, sum.inputs], [kernel, sum.weights]].forEach(([canvas, values], k) =>
        painting.show(canvas, painting.picture(part(values), { width, height, maps: 1, map: 0 }, ...scales[k])));
      say(text.children[0], i + 1);
      say(text.children[1], decimal(sums[i]));
    });
    mark(this.subs, channel);
  }

  #paintGrids(sum, total, channel, cell) {
    this.channel = channel;
    const { labels } = this.view.data;
    const { height, width } = sum;
    const scales = this.#scales(sum);
    const titles = this.isWritten
      ? [labels.patch, labels.kernelAlone, labels.products]
      : [labels.inputs, labels.weights, labels.products];
    [sum.inputs, sum.weights, sum.products].forEach((values, i) => {
      const part = values.subarray(channel * height * width, (channel + 1) * height * width);
      const [colours, range] = scales[i];
      if (this.isWritten) {
        const rounded = i === 2 ? addingUp(part, total) : part;
        const shown = Array.from(rounded, (value) => decimal(value));
        this.parts[i].paint(titles[i], part, shown, colours, range, cell);
      } else {
        const box = cell === null ? null : [Math.floor(cell / width), cell % width, 1, 1];
        const spoken = cell === null ? "" : decimal(part[cell]);
        this.parts[i].paint(titles[i], part, { width, height }, colours, range, box, spoken);
      }
    });
  }

  /** The products that count most, by where their inputs come from. */
  #paintMost({ products }, sourceOf) {
    if (this.isWritten) return;
    const size = (cell) => Math.abs(products[cell]);
    this.order = [...products.keys()].sort((a, b) => size(b) - size(a)).slice(0, LISTED);
    [...this.most.children].forEach(({ children: [name, value] }, i) => {
      const cell = this.order[i];
      say(name, this.view.names.place(sourceOf(0, cell)));
      say(value, decimal(products[cell]));
    });
  }

  #paintOne(sum, channel, cell, sourceOf) {
    const { labels } = this.view.data;
    const i = channel * sum.height * sum.width + cell;
    const [input, weight, result] = product([sum.inputs[i], sum.weights[i]]);
    const source = sourceOf(channel, cell);
    const factor = (text) => (text.startsWith("−") ? `(${text})` : text);
    fill(this.one, [
      ["small", labels.value], input, " × ", ["small", labels.weight], factor(weight), " = ",
      ["b", result],
      ...(source ? [["button", labels.source, source]] : []),
    ]);
  }

  #paintAll(terms, computed, activation) {
    const parts = terms.flatMap(([name, value], i) => {
      const text = decimal(value);
      if (!i) return [["small", name], text];
      return [text.startsWith("−") ? " − " : " + ", ["small", name], text.replace("−", "")];
    });
    const before = decimal(computed);
    parts.push(" = ", ["b", before]);
    const { cut_off: threshold } = this.view.layerOf(this.stage);
    const relu = threshold > 0
      ? `max(0, |${before}| − ${decimal(threshold)})` : `max(0, ${before})`;
    if (activation !== null) parts.push(` → ${relu} = `, ["b", decimal(activation)]);
    fill(this.all, parts);
  }
}

function strongest(sums) {
  return sums.reduce((best, value, i) => (Math.abs(value) > Math.abs(sums[best]) ? i : best), 0);
}

/** Fills an element with texts, [tag, text] and links to places, if they changed. */
export function fill(parent, parts) {
  const key = JSON.stringify(parts);
  if (parent.dataset.key === key) return;
  parent.dataset.key = key;
  parent.replaceChildren(...parts.map((part) => {
    if (typeof part === "string") return part;
    const [tag, text, to] = part;
    const made = element(tag, {}, text);
    if (to) Object.assign(made, { type: "button", className: "link", onclick: () => place.go(to) });
    return made;
  }));
}
