/**
 * The whole network in one picture, from the ink to the answer. Whatever is pressed in it
 * opens: see opening.js.
 */

import { Figures } from "../draw/figures.js";
import { View } from "../draw/views.js";
import { say } from "../widgets/elements.js";
import * as formats from "../widgets/formats.js";
import { buttons, mark, markIf, Mosaic, Picture } from "../widgets/grid.js";
import * as painting from "../widgets/painting.js";
import { decimal } from "../widgets/rounding.js";
import * as place from "./place.js";

const UNITS_IN_A_ROW = 16;
const ROWS = 8; // of maps

/** What a place or a part of it is called. */
export class Names {
  constructor(labels) { this.labels = labels; }

  fill(name, values) { return formats.fill(this.labels[name], values); }

  stage({ name, kind, number }) {
    if (kind === "pooled") return this.fill("pooling", { layer: this.labels.layers[number] });
    return kind === "pixels" || kind === "softmax" ? this.labels[name] : this.labels.layers[number];
  }

  size({ kind, side, maps }) {
    if (kind === "pixels") return `${side} × ${side}`;
    const count = formats.whole(maps);
    if (kind === "units") return this.fill("units", { count });
    if (kind === "logits" || kind === "softmax") return "";
    const size = `${side} × ${side}`;
    return kind === "pooled" ? size : this.fill("maps", { count, size });
  }

  /** A pixel, or a unit. */
  place({ stage, numbers }) {
    if (stage.kind !== "pixels") return this.unit(stage, numbers[0]);
    return this.fill("place", { row: numbers[0], column: numbers[1] });
  }

  /** A map, unit or digit, by its number in the address. */
  unit({ kind }, number) {
    if (kind === "logits") return this.fill("digit", { digit: number });
    return this.fill(kind === "units" ? "unit" : "filter", { number });
  }
}

/** What both parts of this page share: the place, the network and what it made of the ink. */
export class Inside extends View {
  update(component) {
    super.update(component);
    this.names = new Names(this.data.labels);
  }

  get stages() {
    const { model } = this;
    if (this.of !== model) [this.of, this.known] = [model, place.stagesOf(model.card, model.weights)];
    return this.known;
  }

  get colours() { return painting.palettes(this.data.colours); }

  /** What a stage holds, and the ends of its scale. */
  static values({ kind, number }, { outputs }) {
    const output = outputs[number];
    const values = kind === "pooled" ? output.pooled : output.activation;
    return [values, [0, painting.reach(output.activation)]];
  }
}

/** The picture, or on a small screen a strip of it. */
export class Network extends Inside {
  constructor(element) {
    super(element);
    element.innerHTML = `<progress class="hr-progress" max="1"></progress>
      <p class="hr-note" hidden></p><div class="hr-strip"><div class="hr-network" role="group"></div></div>`;
    [this.progress, this.away, this.strip] = element.children;
    [this.root] = this.strip.children;
    this.several = new Figures();
    this.several.element.classList.add("row");
    element.append(this.several.element);
    place.enter();
  }

  close() {
    super.close();
    place.leave();
  }

  paint() {
    const { weights, progress } = this.model ?? {};
    this.showProgress(this.progress);
    this.away.hidden = Boolean(weights) || progress !== null;
    this.strip.hidden = !this.away.hidden;
    say(this.away, this.data.labels.away);
    this.several.paint(this, this.figures);
    if (!weights) return;
    const texts = JSON.stringify(this.data.labels);
    if (this.built !== this.model || this.texts !== texts) this.#build(texts);
    const { result } = this;
    const open = place.current(this.stages);
    this.root.classList.toggle("open", Boolean(open));
    this.root.classList.toggle("blank", !result?.outputs);
    if (!result?.outputs) return;
    for (const each of this.parts) {
      each.paint(result);
      if (each.title) markIf(each.stage === open?.stage, each.title);
      if (each.group) this.#mark(each, open);
    }
  }

  #mark({ stage, group }, open) {
    const isOpen = open?.stage === stage && open.numbers.length;
    mark(group, isOpen ? open.numbers[0] - stage.limits[0][0] : null);
  }

  #build(texts) {
    [this.built, this.texts] = [this.model, texts];
    this.root.ariaLabel = this.data.labels.network;
    const part = {
      pixels: (stage) => this.#ink(stage), units: (stage) => this.#units(stage),
      logits: (stage) => this.#logits(stage), softmax: (stage) => this.#bars(stage),
    };
    this.parts = this.stages.map((stage) => (part[stage.kind] ?? ((each) => this.#maps(each)))(stage));
    const logits = this.parts.findIndex(({ stage }) => stage.kind === "logits");
    this.parts.splice(logits + 1, 0, this.#memory());
    this.parts.push(this.#answer());
    this.root.replaceChildren(...this.parts.map(({ element }) => element));
  }

  /** A stage's element, with its title, which opens all of it. */
  #stage(stage, ...content) {
    const element = document.createElement("section");
    element.className = `hr-stage ${stage.kind}`;
    element.innerHTML = `<button type="button" class="title"><b></b><span></span></button>`;
    const [title] = element.children;
    const [name, size] = title.children;
    name.textContent = this.data.labels.short[stage.kind] ?? this.names.stage(stage);
    title.title = this.names.stage(stage);
    size.textContent = this.names.size(stage);
    title.addEventListener("click", () => place.go({ stage, numbers: [] }));
    element.append(...content);
    return { element, title, stage };
  }

  #ink(stage) {
    const canvas = document.createElement("canvas");
    const paint = () => painting.paintGrey(canvas, { values: this.reading.image, width: 28, height: 28, high: 255 }, 28);
    return { ...this.#stage(stage, canvas), paint };
  }

  #maps(stage) {
    const { maps } = stage;
    const columns = maps > 32 ? 8 : maps > ROWS ? 4 : 1;
    const mosaic = new Mosaic(maps, columns, (map) => this.names.unit(stage, map + 1),
      (map) => place.go({ stage, numbers: [map + 1] }));
    mosaic.group.ariaLabel = this.names.stage(stage);
    const paint = (result) => {
      const [values, range] = Inside.values(stage, result);
      mosaic.paint(values, stage, this.colours.sequential, range);
    };
    const found = this.#stage(stage, mosaic.element);
    // The few maps of a small network have the room of many.
    if (columns === 1) found.element.style.setProperty("--enlarged", Math.min(3, ROWS / maps));
    return { ...found, group: mosaic.group, paint };
  }

  #units(stage) {
    const width = stage.maps % UNITS_IN_A_ROW ? 1 : UNITS_IN_A_ROW;
    const shape = { width, height: stage.maps / width };
    const picture = new Picture((row, column) =>
      place.go({ stage, numbers: [row * width + column + 1] }));
    const paint = (result) => {
      const [values, range] = Inside.values(stage, result);
      const open = place.current(this.stages);
      const unit = open?.stage === stage && open.numbers.length ? open.numbers[0] - 1 : null;
      const box = unit === null ? null : [Math.floor(unit / width), unit % width, 1, 1];
      picture.paint(this.names.stage(stage), values, shape, this.colours.sequential, range, box,
        unit === null ? "" : this.names.unit(stage, unit + 1));
    };
    return { ...this.#stage(stage, picture.element), paint };
  }

  #logits(stage) {
    const group = this.#digits(stage, `<span></span><i></i>`);
    const paint = ({ own, digit }) => {
      const most = painting.reach(own.logits);
      [...group.children].forEach((row, i) => {
        const [name, value] = row.children;
        row.classList.toggle("best", i === digit);
        say(name, i);
        say(value, decimal(own.logits[i], 1));
        value.style.setProperty("--part", (Math.abs(own.logits[i]) / most).toFixed(3));
        value.classList.toggle("against", own.logits[i] < 0);
      });
    };
    return { ...this.#stage(stage, group), group, paint };
  }

  #bars(stage) {
    const group = this.#digits(stage, `<span></span><i class="track"><i class="bar"></i></i>`);
    const paint = ({ probabilities, digit }) => {
      [...group.children].forEach((row, i) => {
        const [name, track] = row.children;
        const text = formats.probability(probabilities[i]);
        say(name, i);
        row.classList.toggle("best", i === digit);
        if (row.title !== text) row.title = text;
        track.firstChild.style.setProperty("--hr-part", probabilities[i].toFixed(4));
      });
    };
    return { ...this.#stage(stage, group), paint };
  }

  #digits(stage, content) {
    const group = buttons(10, (digit) => this.names.fill("digit", { digit }),
      (digit) => place.go({ stage, numbers: stage.limits.length ? [digit] : [] }), content);
    group.className = "hr-ten";
    group.ariaLabel = this.names.stage(stage);
    return group;
  }

  /** The remembered drawing that changes the answer, where there is one. */
  #memory() {
    const element = document.createElement("section");
    element.className = "hr-stage memory";
    element.innerHTML = `<div class="title"><b></b><span></span></div><canvas></canvas>`;
    const [title, canvas] = element.children;
    const paint = ({ entry, added }) => {
      element.hidden = !entry;
      if (!entry) return;
      const push = added.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0);
      say(title.children[0], this.data.labels.memory);
      say(title.children[1], `${push > 0 ? "+" : ""}${decimal(push, 1)}`);
      painting.paintGrey(canvas, { values: entry.image, width: 28, height: 28, high: 255 }, 28);
    };
    return { element, paint };
  }

  #answer() {
    const element = document.createElement("section");
    element.className = "hr-stage answer";
    element.innerHTML = `<div class="title"><b></b><span></span></div><button type="button"></button>`;
    const [title, shown] = element.children;
    shown.addEventListener("click", () => place.go({ stage: this.stages.at(-1), numbers: [] }));
    const paint = () => {
      const { digit, text, under } = this.verdict;
      say(title.children[0], this.data.labels.answer);
      say(title.children[1], under);
      say(shown, digit ?? "–");
      shown.ariaLabel = `${this.data.labels.answer}: ${digit ?? text}`;
      shown.title = text ?? "";
    };
    return { element, paint };
  }
}
