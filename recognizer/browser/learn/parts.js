/**
 * What a lesson is made of, by the names that lessons.js uses: each part is made once and
 * then brought up to date as often as something moves.
 */

import { element, say } from "../widgets/elements.js";
import { Graph } from "../widgets/graph.js";
import * as painting from "../widgets/painting.js";
import { Chart } from "./chart.js";
import { Plane } from "./plane.js";

/** Parts below each other, or side by side as far as there is room. */
export class Parts {
  #shown = [];

  constructor(page, kind = "hr-parts") {
    this.page = page;
    this.element = element("div", { class: kind });
  }

  update(parts) {
    parts.forEach((part, i) => {
      const [kind] = Object.keys(part);
      if (this.#shown[i]?.kind !== kind) this.#put(i, kind);
      this.#shown[i].view.update(part[kind], part);
    });
    for (const { view } of this.#shown.splice(parts.length)) this.#take(view);
  }

  close() { for (const { view } of this.#shown.splice(0)) this.#take(view); }

  #put(i, kind) {
    const view = new KINDS[kind](this.page);
    const before = this.#shown[i]?.view;
    if (before) before.element.replaceWith(view.element);
    else this.element.append(view.element);
    before?.close?.();
    this.#shown[i] = { kind, view };
  }

  #take(view) {
    view.element.remove();
    view.close?.();
  }
}

class Row extends Parts {
  constructor(page) { super(page, "hr-row"); }
}

class Controls extends Parts {
  constructor(page) { super(page, "hr-controls"); }
}

class Line {
  constructor(tag, kind) { this.element = element(tag, { class: kind }); }

  update(text) { say(this.element, text); }
}

class Heading extends Line {
  constructor() { super("h3", "hr-heading"); }
}

class Note extends Line {
  constructor() { super("p", "hr-about"); }
}

/** Names and their values. */
class Pairs {
  constructor() { this.element = element("table", { class: "hr-pairs" }); }

  update(rows) {
    const { element: table } = this;
    while (table.rows.length < rows.length)
      table.append(element("tr", {}, element("th", { scope: "row" }), element("td")));
    rows.forEach((row, i) => row.forEach((text, j) => say(table.rows[i].cells[j], text)));
  }
}

/** Rows of numbers under a head. */
class Table {
  constructor() {
    this.table = element("table", { class: "hr-table" });
    this.element = element("div", { class: "hr-wide" }, this.table);
  }

  update({ head, rows }) {
    const cell = (text) => (text ? element("th", { scope: "col" }, text) : element("td"));
    if (!this.table.rows.length) {
      this.table.append(element("thead", {}, element("tr", {}, ...head.map(cell))), element("tbody"));
      for (const { cells } of rows)
        this.table.tBodies[0].append(element("tr", {},
          element("th", { scope: "row" }), ...cells.map(() => element("td"))));
    }
    rows.forEach(({ name, cells, isBest }, i) => {
      const row = this.table.tBodies[0].rows[i];
      row.className = isBest ? "best" : "";
      [name, ...cells].forEach((text, j) => say(row.cells[j], text));
    });
  }
}

/** Pictures in a line, each over its text; some can be chosen by a press. */
class Maps {
  constructor(page) {
    this.page = page;
    this.element = element("div");
  }

  update(maps, { isSmall, isFour }) {
    this.element.className = `hr-tiles ${isSmall ? "small" : isFour ? "four" : "wide"}`;
    if (this.element.children.length !== maps.length)
      this.element.replaceChildren(...maps.map((map) => this.#make(map)));
    maps.forEach((map, i) => this.#paint(this.element.children[i], map));
  }

  #make({ set }) {
    const canvas = element("canvas", { role: "img" });
    const button = set && element("button", { type: "button" }, canvas);
    button?.addEventListener("click", () => this.page.set(...set));
    return element("figure", {}, button ?? canvas, element("figcaption"));
  }

  #paint(figure, { picture: { values, shape: [height, width], maps = 1, map = 0 }, kind, limit, text, isChosen }) {
    const canvas = figure.querySelector("canvas");
    const palette = painting.palette(this.page.colours[kind]);
    const range = kind === "signed" ? [-limit, limit] : [0, limit];
    Object.assign(canvas, { width, height });
    canvas.ariaLabel = text;
    canvas.getContext("2d").putImageData(painting.picture(values, { width, height, maps, map }, palette, range), 0, 0);
    canvas.parentElement.setAttribute("aria-pressed", Boolean(isChosen));
    if (canvas.parentElement === figure) canvas.parentElement.removeAttribute("aria-pressed");
    say(figure.lastChild, text);
  }
}

/** Candidates between the cuts of a number. */
class Candidates {
  constructor() {
    this.graph = new Graph();
    this.element = this.graph.element;
  }

  update(shown) { this.graph.update(shown); }
}

/** What the colours mean. */
class Scales {
  constructor(page) {
    this.page = page;
    this.element = element("div", { class: "hr-legend" });
  }

  update(scales) {
    const short = (number) => String(Number(number.toPrecision(2))).replace("-", "−");
    this.element.replaceChildren(...scales.map(([text, limit, kind]) => {
      const background = `linear-gradient(90deg, ${this.page.colours[kind].join(", ")})`;
      return element("span", {}, `${text}: ${short(kind === "signed" ? -limit : 0)}`,
        element("span", { class: "scale", style: `background:${background}` }), short(limit));
    }));
  }
}

/** A slider over a range, or over a few values, with its name and what it is set to. */
class Slider {
  constructor(page, control) {
    Object.assign(this, { page, control });
    const { name, label, low, high, step, values } = control;
    const range = values ? { min: 0, max: values.length - 1, step: 1 } : { min: low, max: high, step };
    this.input = element("input", { type: "range", "aria-label": label, ...range });
    this.input.addEventListener("input", () => {
      const number = Number(this.input.value);
      page.set(name, values ? values[number] : number);
    });
    this.shown = element("output", { "aria-hidden": "true" }); // the slider says it
    this.element = element("label", { class: "hr-slider" }, element("span", {}, label), this.shown, this.input);
  }

  update(value) {
    const { values, texts, step } = this.control;
    const place = values ? values.indexOf(value) : value;
    const places = (String(step).split(".")[1] ?? "").length;
    const text = texts?.[place] ?? value.toFixed(places).replace("-", "−");
    if (Number(this.input.value) !== place) this.input.value = place;
    this.input.setAttribute("aria-valuetext", text);
    say(this.shown, text);
  }
}

/** One of a few values, each a button. */
class Choice {
  constructor(page, { name, label, values, texts }) {
    this.values = values;
    this.buttons = values.map((value, i) => {
      const button = element("button", { type: "button" }, texts?.[i] ?? String(value));
      button.addEventListener("click", () => page.set(name, value));
      return button;
    });
    this.element = element("div", { class: "hr-options", role: "group", "aria-label": label },
      element("span", {}, label), element("div", {}, ...this.buttons));
  }

  update(value) {
    this.buttons.forEach((button, i) => button.setAttribute("aria-pressed", this.values[i] === value));
  }
}

/** Shown or not. */
class Toggle {
  constructor(page, { name, label }) {
    this.input = element("input", { type: "checkbox" });
    this.input.addEventListener("change", () => page.set(name, this.input.checked));
    this.element = element("label", { class: "hr-toggle" }, this.input, element("span", {}, label));
  }

  update(value) { this.input.checked = value; }
}

const CONTROLS = { slider: Slider, choice: Choice, toggle: Toggle };

/** One of the lesson's controls, by its name. */
export class Control {
  constructor(page) {
    this.page = page;
    this.element = element("div");
  }

  update(name) {
    if (!this.view) {
      const control = this.page.controls.find((each) => each.name === name);
      this.view = new CONTROLS[control.kind](this.page, control);
      this.element.append(this.view.element);
    }
    this.view.update(this.page.state.set[name]);
  }
}

const KINDS = {
  row: Row, heading: Heading, note: Note, pairs: Pairs, table: Table, maps: Maps, scales: Scales,
  plane: Plane, chart: Chart, graph: Candidates, control: Control, controls: Controls,
};
