/**
 * A filter of one's own: 25 numbers to type, or to paint, and what such a filter finds in
 * the drawing.
 */

import { View } from "../draw/views.js";
import { convolve } from "../network/network.js";
import { element, say } from "../widgets/elements.js";
import { fill } from "../widgets/formats.js";
import * as frames from "../widgets/frames.js";
import { Picture } from "../widgets/grid.js";
import * as painting from "../widgets/painting.js";
import { decimal } from "../widgets/rounding.js";

const SIDE = 5, IMAGE = 28;
const BRUSHES = [1, 0, -1];
let typed = null; // the texts of the 25, for as long as the page's document lasts

/** The grid of numbers with its brushes and beginnings, and the maps. */
export class Kernel extends View {
  constructor(parent) {
    super(parent);
    this.brush = null;
    this.beginnings = element("div", { class: "hr-choices-row" });
    this.brushes = element("div", { class: "hr-choices-row" });
    this.brushes.role = "group";
    this.brushes.append(element("span"), ...BRUSHES.map((weight) => this.#brush(weight)));
    this.grid = element("div", { class: "hr-kernel" });
    this.grid.append(...Array.from({ length: SIDE ** 2 }, (_, cell) => this.#cell(cell)));
    for (const name of ["pointerdown", "pointermove"])
      this.grid.addEventListener(name, (event) => this.#paintCell(event));
    this.wrong = element("p", { class: "hr-note" });
    this.wrong.role = "alert";
    this.pictures = [new Picture(), new Picture()];
    for (const { frame } of this.pictures) frame.style.setProperty("--side", "13rem");
    this.ends = element("p", { class: "hr-note" });
    const left = element("div"), row = element("div", { class: "hr-row" });
    left.append(this.brushes, this.grid, this.wrong);
    row.append(left, ...this.pictures.map((each) => each.element));
    parent.replaceChildren(this.beginnings, row, this.ends);
  }

  update(component) {
    const { data } = component;
    typed ??= data.beginnings[0].weights.map(String);
    this.beginnings.replaceChildren(...data.beginnings.map(({ name, weights }) => {
      const button = Object.assign(element("button", {}, data.labels[name]), { type: "button", name });
      button.addEventListener("click", () => this.#put(weights.map(String)));
      return button;
    }));
    say(this.brushes.firstChild, data.labels.paint);
    this.brushes.ariaLabel = data.labels.paint;
    [...this.grid.children].forEach((input, cell) => {
      const [row, column] = [Math.floor(cell / SIDE) + 1, (cell % SIDE) + 1];
      input.ariaLabel = fill(data.labels.place, { row, column });
    });
    super.update(component);
  }

  #brush(weight) {
    const button = Object.assign(element("button", {}, weight > 0 ? "+1" : decimal(weight, 0)), { type: "button" });
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      this.brush = this.brush === weight ? null : weight;
      [...this.brushes.querySelectorAll("button")].forEach((each, i) =>
        each.setAttribute("aria-pressed", String(BRUSHES[i] === this.brush)));
      this.grid.classList.toggle("painted", this.brush !== null);
    });
    return button;
  }

  #cell(cell) {
    const input = Object.assign(element("input"), { type: "text", inputMode: "text", autocomplete: "off" });
    input.addEventListener("focus", () => { if (this.brush === null) input.select(); });
    input.addEventListener("input", () => this.#set(cell, input.value));
    return input;
  }

  #paintCell(event) {
    if (this.brush === null || !(event.buttons & 1)) return;
    event.preventDefault();
    // A finger's movements all go to where it began, unless that lets it go.
    if (event.target.hasPointerCapture?.(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
    const cell = [...this.grid.children].indexOf(document.elementFromPoint(event.clientX, event.clientY));
    if (cell >= 0) this.#set(cell, String(this.brush));
  }

  #set(cell, text) { this.#put(typed.map((each, i) => (i === cell ? text : each))); }

  #put(texts) {
    typed = texts;
    frames.repaint();
  }

  paint() {
    const { labels, colours: scales, largest } = this.data;
    const { signed, sequential } = painting.palettes(scales);
    const weights = typed.map(read);
    const isRight = weights.every((weight) => Math.abs(weight) <= largest);
    const most = painting.reach(weights.filter((weight) => Math.abs(weight) <= largest)) || 1;
    [...this.grid.children].forEach((input, cell) => {
      if (input.value !== typed[cell]) input.value = typed[cell];
      painting.tint(input, weights[cell] || 0, signed, [-most, most]);
      input.ariaInvalid = String(!(Math.abs(weights[cell]) <= largest));
    });
    say(this.wrong, isRight ? "" : labels.wrong);
    const { image } = this.reading;
    for (const { element } of this.pictures) element.hidden = !image || !isRight;
    this.ends.hidden = !image || !isRight;
    if (!image || !isRight) return;
    const pixels = Float32Array.from(image, (level) => level / 255);
    const kernel = { shape: [SIDE, SIDE, 1, 1], values: Float32Array.from(weights) };
    const before = convolve(pixels, IMAGE, kernel, null);
    const after = before.map((value) => Math.max(0, value));
    const [low, high] = [Math.min(...before), Math.max(...before)];
    const shape = { width: IMAGE, height: IMAGE };
    const end = Math.max(-low, high) || 1;
    this.pictures[0].paint(labels.before, before, shape, signed, [-end, end]);
    this.pictures[1].paint(labels.after, after, shape, sequential, [0, Math.max(0, high)]);
    say(this.ends, fill(labels.ends, { low: decimal(low, 2), high: decimal(high, 2) }));
  }
}

/** A typed number; NaN if it is none. */
function read(text) {
  return Number(text.trim().replace("−", "-").replace(",", "."));
}
