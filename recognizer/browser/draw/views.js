/**
 * What a network makes of a drawing, in views that can stand anywhere on a page.
 */

import { Model } from "../network/model.js";
import * as remembered from "../network/remembered.js";
import { say } from "../widgets/elements.js";
import * as formats from "../widgets/formats.js";
import * as frames from "../widgets/frames.js";
import { rove } from "../widgets/grid.js";
import * as painting from "../widgets/painting.js";
import { Surface } from "./board.js";
import { paintStroke } from "./canvas.js";
import { Figures } from "./figures.js";

/** A part that follows a drawing: it shows what a network makes of it, or the server. */
export class View {
  constructor(element) { this.element = element; }

  update({ data }) {
    this.data = data;
    this.model = data.network && Model.at(data.network);
    frames.watch(this);
  }

  close() { frames.unwatch(this); }

  /** How much of the network is here, while it comes. */
  showProgress(bar) {
    const { weights, progress } = this.model ?? {};
    bar.hidden = !this.model || Boolean(weights) || progress === null;
    bar.value = progress ?? 0;
  }

  get surface() { return Surface.named(this.data.drawing); }

  /** {image} or {reason}: of the drawing, or of a picture that the server was given. */
  get reading() {
    const { picture, drawing } = this.data;
    if (drawing) return this.surface.reading;
    if (!picture) return { reason: "blank" };
    this.picture ??= {};
    if (this.picture.from !== picture) this.picture = { from: picture, image: bytes(picture) };
    return this.picture;
  }

  /** The figures of a number with the network's results; null for a single digit. */
  get figures() {
    const number = this.data.drawing && !this.data.message && this.model?.weights
      ? this.surface.number : null;
    return number?.figures.map((figure) => (
      { ...figure, result: this.model.read(figure.given.image) })) ?? null;
  }

  /** The network's result for the image; until it is here, the server's. */
  get result() {
    const { image } = this.reading;
    if (!image) return null;
    if (this.model?.weights) return this.model.read(image);
    const given = this.data.drawing ? this.surface.answers[this.data.network] : this.data.answer;
    return given && { ...given, entry: remembered.at(given.time) };
  }

  /** The result in words: {digit} or {text}, and {under} it how sure the network is. */
  get verdict() {
    const { labels, message } = this.data;
    const text = message ?? labels[this.reading.reason];
    const { result } = this;
    if (text || !result) return { text: text ?? "", under: "" };
    const { digit, confidence, probabilities } = result;
    if (digit !== null)
      return { digit, under: labels.sure.replace("{confidence}", formats.probability(confidence)) };
    const best = probabilities.indexOf(Math.max(...probabilities));
    return { text: labels.none, under: labels.closest.replace("{digit}", best) };
  }

  /** The same of a number: all its digits, and how sure it is of them and of the cuts. */
  get wholeVerdict() {
    const { figures } = this;
    if (!figures) return this.verdict;
    const cuts = this.surface.number.readings.reduce((product, reading) => product * reading.cuts, 1);
    const confidence = figures.reduce((product, { result }) => product * result.confidence, cuts);
    const digits = figures.map(({ sign, result, line }, i) =>
      `${i && line !== figures[i - 1].line ? " " : ""}${formats.sign(sign)}${result.digit ?? "?"}`);
    const sure = this.data.labels.sure.replace("{confidence}", formats.probability(confidence));
    return { digit: digits.join(""), under: sure };
  }
}

/** The digit or number, as large as it fits, or a sentence in its place. */
export class Answer extends View {
  constructor(element) {
    super(element);
    element.innerHTML = `<div class="hr-digit" aria-hidden="true"></div>`;
    this.single = element.firstElementChild;
    this.several = new Figures();
    element.append(this.several.element);
  }

  paint() {
    const { figures } = this;
    this.several.paint(this, figures);
    this.single.hidden = Boolean(figures);
    if (figures) return;
    const { digit, text } = this.verdict;
    say(this.single, digit ?? text);
    this.single.className = digit === undefined ? `hr-message${text.length > 45 ? " long" : ""}` : "hr-digit";
  }
}

/** How sure the network is, how much of it is here, and both again for screen readers. */
export class Confidence extends View {
  constructor(element) {
    super(element);
    element.innerHTML = `<div class="hr-under" aria-hidden="true"></div>
      <progress class="hr-progress" max="1"></progress>
      <span class="hr-spoken" role="status"></span>`;
    [this.under, this.progress, this.spoken] = element.children;
  }

  paint() {
    const { digit, text, under } = this.wholeVerdict;
    say(this.under, under);
    this.showProgress(this.progress);
    // Screen readers are told when the pen rests, not at each of its movements.
    const spoken = `${digit ?? text} ${under}`;
    const isMoving = this.data.drawing && this.surface.open.length;
    if (!isMoving) say(this.spoken, spoken);
  }
}

/** Ten bars; the largest stands out, unless the drawing is no digit. */
export class Bars extends View {
  constructor(element) {
    super(element);
    const row = (digit) => `<span>${digit}</span><span class="track"><span class="bar"></span>
      </span><span class="value"></span>`;
    element.innerHTML =
      `<div class="hr-bars" role="img">${[...Array(10).keys()].map(row).join("")}</div>`;
    const cells = [...element.firstChild.children];
    this.rows = Array.from({ length: 10 }, (_, digit) => cells.slice(3 * digit, 3 * digit + 3));
  }

  paint() {
    const { result } = this;
    this.element.firstChild.ariaLabel = this.data.labels.bars;
    const own = result?.entry ? result.own.probabilities : null;
    this.rows.forEach(([name, track, value], digit) => {
      this.#mark(track, own?.[digit] ?? 0);
      const probability = result?.probabilities[digit] ?? 0;
      const isBest = digit === result?.digit;
      track.firstChild.style.setProperty("--hr-part", probability.toFixed(4));
      say(value, result ? formats.probability(probability) : "");
      for (const part of [name, track.firstChild, value]) part.classList.toggle("best", isBest);
    });
  }

  /** Marks the network's own probability, where the memory has changed it. */
  #mark(track, own) {
    let mark = track.querySelector(".before");
    if (own < 0.005) {
      mark?.remove();
      return;
    }
    if (!mark) {
      mark = document.createElement("i");
      mark.className = "before";
      track.append(mark);
    }
    mark.style.left = `${(100 * own).toFixed(2)}%`;
    mark.title = this.data.labels.own.replace("{probability}", formats.probability(own));
  }
}

/** The pictures from the ink to the image that the network is given. */
export class Stages extends View {
  constructor(element) {
    super(element);
    const figure = `<figure><div class="box"><canvas></canvas></div><figcaption></figcaption></figure>`;
    element.innerHTML = `<div class="hr-stages">${figure.repeat(4)}</div>`;
    this.canvases = [...element.querySelectorAll("canvas")];
    this.captions = [...element.querySelectorAll("figcaption")];
  }

  paint() {
    const { image } = this.reading;
    this.data.labels.stages.forEach((text, i) => say(this.captions[i], text));
    this.element.firstChild.classList.toggle("blank", !image);
    if (!image) return;
    const { data, surface, canvases } = this;
    const [before, cut, scaled, centred] = canvases;
    if (data.drawing) {
      const shown = surface.part === null ? surface.subject : surface.played;
      paintDrawing(before, shown, 1.5);
      paintDrawing(cut, shown, 1);
      painting.paintGrey(scaled, { ...surface.reading.scaled, high: 1 }, 28);
    } else {
      data.pictures.map(grey).forEach((picture, i) =>
        painting.paintGrey(canvases[i], picture, i < 2 ? Math.max(picture.width, picture.height) : 28));
    }
    painting.paintGrey(centred, { values: image, width: 28, height: 28, high: 255 }, 28);
  }
}

/**
 * Every layer of the network, from the first filters to the dense units. Where the page
 * can show how they are computed, each is a button that leads there.
 */
export class Maps extends View {
  constructor(element) {
    super(element);
    this.sight = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) target.isSeen = isIntersecting;
      frames.repaint();
    }, { rootMargin: "20%" });
  }

  close() { super.close(); this.sight.disconnect(); }

  update(component) {
    this.setTriggerValue = component.setTriggerValue;
    super.update(component);
  }

  paint() {
    const { result, model } = this;
    this.element.hidden = !result?.outputs;
    if (!result?.outputs) return;
    if (this.built !== model) this.#build(result.outputs);
    this.colours = painting.palettes(this.data.colours);
    for (const section of this.sections) if (section.element.isSeen) this.#paint(section, result);
  }

  #build(outputs) {
    this.built = this.model;
    this.sight.disconnect();
    this.element.textContent = "";
    const { hint } = this.data.labels;
    if (hint) this.element.innerHTML = `<p class="hr-hint"></p>`;
    if (hint) this.element.firstChild.textContent = hint;
    this.sections = outputs.map(({ layer, side, maps }, number) => {
      const element = document.createElement("section");
      const count = maps.toLocaleString("en");
      element.innerHTML = `<h3></h3><div class="hr-legend"></div><div class="hr-maps"></div>`;
      const [title, legend, grid] = element.children;
      title.textContent = this.data.labels.layers[layer.name].replace("{count}", count);
      this.element.append(element);
      this.sight.observe(element);
      const isDense = layer.kind === "dense";
      const kernel = this.model.weights[`${layer.name}/kernel`];
      const hasKernel = !isDense && kernel.shape[2] === 1;
      const kinds = isDense ? ["activation"] : [...(hasKernel ? ["kernel"] : []), "preActivation", "activation", "pooled"];
      grid.style.setProperty("--hr-columns", isDense ? "1fr" : hasKernel ? "0.5fr 1fr 1fr 0.6fr" : "1fr 1fr 0.6fr");
      grid.style.setProperty("--hr-cell", isDense ? "100%" : hasKernel ? "260px" : "130px");
      const sizes = { kernel: kernel.shape[0], preActivation: side, activation: side, pooled: side >> 1 };
      const shapes = kinds.map((kind) => isDense
        ? { width: Math.ceil(maps / 8), height: 8, maps: 1, map: 0 }
        : { width: sizes[kind], height: sizes[kind], maps });
      const figures = Array.from({ length: isDense ? 1 : maps }, (_, map) => {
        const figure = document.createElement("figure");
        const name = isDense
          ? this.data.labels.units.replace("{count}", count)
          : this.data.labels.filter.replace("{number}", map + 1);
        const place = isDense ? layer.name : `${layer.name}.${map + 1}`;
        const caption = document.createElement("figcaption");
        caption.textContent = isDense ? "" : map + 1;
        caption.ariaHidden = "true";
        // Sized before they are first seen, so that the page does not jump then.
        const canvases = shapes.map(({ width, height }) =>
          Object.assign(document.createElement("canvas"), { width, height }));
        figure.append(caption, ...canvases);
        if (hint) figure.append(this.#leading(name, place));
        else Object.assign(figure, { role: "img", ariaLabel: name });
        grid.append(figure);
        return canvases;
      });
      if (hint) rove(grid);
      return { element, legend, number, kinds, shapes, figures, kernel };
    });
  }

  /** A button over a picture, which leads to where it is computed. */
  #leading(name, place) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = button.ariaLabel = name;
    button.addEventListener("click", () => this.setTriggerValue("opened", place));
    return button;
  }

  #paint({ legend, number, kinds, shapes, figures, kernel }, { outputs }) {
    const output = outputs[number];
    const signed = kinds.includes("preActivation") ? painting.reach(output.preActivation) : 0;
    const weight = kinds.includes("kernel") ? painting.reach(kernel.values) : 0;
    const active = painting.reach(output.activation);
    const ranges = { kernel: [-weight, weight], preActivation: [-signed, signed], activation: [0, active], pooled: [0, active] };
    figures.forEach((canvases, map) => {
      kinds.forEach((kind, i) => {
        const values = kind === "kernel" ? kernel.values : output[kind];
        const isSigned = kind === "kernel" || kind === "preActivation";
        const colours = isSigned ? this.colours.signed : this.colours.sequential;
        const picture = painting.picture(values, { map, ...shapes[i] }, colours, ranges[kind]);
        canvases[i].getContext("2d").putImageData(picture, 0, 0);
      });
    });
    this.#label(legend, kinds, ranges);
  }

  #label(legend, kinds, ranges) {
    const { labels, colours } = this.data;
    const shown = kinds.filter((kind) => kind !== "pooled");
    if (legend.children.length !== shown.length)
      legend.innerHTML = `<span><span></span><span class="scale"></span><span></span></span>`.repeat(shown.length);
    shown.forEach((kind, i) => {
      const [low, scale, high] = legend.children[i].children;
      const stops = kind === "activation" ? colours.sequential : colours.signed;
      const least = String(Number(ranges[kind][0].toPrecision(2))).replace("-", "−");
      low.textContent = `${labels[kind]}: ${least}`;
      scale.style.background = `linear-gradient(90deg, ${stops.join(", ")})`;
      high.textContent = Number(ranges[kind][1].toPrecision(2));
    });
  }
}

/** Base64 as bytes. */
function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function grey({ width, height, pixels }) {
  return { values: bytes(pixels), width, height, high: 255 };
}

const DRAWN = 160; // pixels of the pictures of strokes

/** Paints strokes white on black, in a square that is `space` times as long as the ink. */
function paintDrawing(canvas, strokes, space) {
  const [[left, right], [top, bottom]] = [0, 1].map((axis) => extent(strokes, axis));
  const pen = painting.black(canvas, DRAWN);
  const scale = DRAWN / (space * Math.max(right - left, bottom - top));
  const [x, y] = [left + right, top + bottom].map((ends) => (DRAWN - scale * ends) / 2);
  pen.setTransform(scale, 0, 0, scale, x, y);
  for (const stroke of strokes) paintStroke(pen, stroke, "#ffffff");
}

/** Where the ink begins and ends along an axis. */
function extent(strokes, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (const { points, width } of strokes) {
    for (const point of points) {
      low = Math.min(low, point[axis] - width / 2);
      high = Math.max(high, point[axis] + width / 2);
    }
  }
  return [low, high];
}
