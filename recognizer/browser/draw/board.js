/**
 * The canvas with its buttons, and the drawings that were made on it.
 */

import { NoImage, preprocess } from "../network/ink.js";
import { Model } from "../network/model.js";
import { isNumber } from "../network/numbers.js";
import * as showing from "../room/showing.js";
import * as frames from "../widgets/frames.js";
import { whenAtRest } from "../widgets/rest.js";
import { Drawing, firstPart, inkOf, Paper, SIDE, toJson } from "./canvas.js";
import * as link from "./link.js";
import { NumberReader } from "./reader.js";

const LINKED = "draw"; // the drawing that an address may bring
const TOLD = 2500; // ms for which a copied link is told of

/** @type {Map<string, Surface>} */
const surfaces = new Map();

/** A drawing that outlives its page and, by the tab's storage, a reload. */
export class Surface {
  #whole = null;
  #played = null;
  #found = null;
  #reader = new NumberReader();
  #isChosen = null; // which figure a visitor has chosen; null: the last one

  constructor(name) {
    this.key = `handwriting-recognizer.${name}`;
    const { version, strokes } = this.#stored();
    this.version = version;
    this.drawing = new Drawing(strokes);
    const linked = name === LINKED ? link.take() : null;
    if (linked) {
      this.drawing.put(linked); // what was drawn here before comes back by Undo
      this.store();
    }
    this.open = []; // strokes that are being drawn
    this.part = null; // how far it is played back, 0 to 1; null: all of it is shown
    this.model = null; // the network that reads numbers; null: single digits only
    this.known = {}; // what each session of the server was sent last
    this.answers = {}; // the server's, by the address of a network that is not here yet
  }

  /** All that is drawn. */
  get strokes() { return [...this.drawing.strokes, ...this.open]; }

  /**
   * What the network is given, {scaled, image}: all ink, or of a number the chosen figure;
   * or the {reason} why there is nothing. Computed once a change.
   */
  get reading() {
    if (this.part !== null) return (this.#played ??= read(this.played));
    return this.number?.figures[this.chosen].given ?? this.#all;
  }

  get #all() { return (this.#whole ??= read(this.strokes)); }

  /** The figures of a number; null for a single digit, and until the network is here. */
  get number() {
    const { found } = this;
    return found && (found.readings.length > 1 || isNumber(found.readings[0])) ? found : null;
  }

  /** What several strokes are read as; null for one, and until the network is here. */
  get found() {
    const { model } = this;
    if (!model?.weights) return null;
    if (this.#found?.model !== model) {
      const { strokes } = this;
      const isInk = !this.#all.reason;
      const found = isInk ? this.#reader.read(strokes, new Set(this.open), model) : null;
      this.#found = { model, found };
    }
    return this.#found.found;
  }

  /** Which of a number's figures all else is about: the last one, unless one was chosen. */
  get chosen() {
    const last = this.number.figures.length - 1;
    return Math.min(this.#isChosen ?? last, last);
  }

  choose(figure) {
    this.#isChosen = figure;
    this.#played = null;
    frames.repaint();
  }

  /** Which strokes the reading is of; null for all. */
  get places() { return this.number?.figures[this.chosen].places ?? null; }

  /** The strokes that the reading is of. */
  get subject() {
    const { places, strokes } = this;
    return places ? places.map((place) => strokes[place]) : strokes;
  }

  /** What is shown of the subject while it is played back. */
  get played() { return firstPart(this.subject, this.part); }

  changed() {
    this.#whole = this.#played = this.#found = null;
    if (!this.strokes.length) this.#isChosen = null;
    frames.repaint();
  }

  /** Shows what was drawn when the pen had gone a part of its way; null shows all. */
  play(part) {
    if (part === this.part) return;
    this.part = part;
    this.#played = null;
    frames.repaint();
  }

  static named(name) {
    if (!surfaces.has(name)) surfaces.set(name, new Surface(name));
    return surfaces.get(name);
  }

  /** Shows the drawing of another version; strokes that it does not count stay. */
  follow({ version, strokes, counted }) {
    if (!version || version === this.version) return;
    this.version = version;
    this.drawing = new Drawing([...strokes, ...this.drawing.strokes.slice(counted)]);
    this.store();
    this.changed();
  }

  store() {
    const { version, drawing: { strokes } } = this;
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ version, strokes }));
    } catch { /* full, or forbidden: the drawing lasts as long as this document */ }
  }

  /** Tells a session of the server what is drawn, unless it knows. */
  tell(session, setStateValue) {
    const { version, known, places, drawing: { strokes } } = this;
    const raw = toJson(strokes);
    const sent = JSON.stringify([version, raw, places]);
    if (sent === (known[session] ?? JSON.stringify(["", toJson([]), null]))) return;
    known[session] = sent;
    const answered = Model.ready.map(({ card }) => card.sha256["model.tflite"]);
    // The session stands there because Streamlit hands a new one what the old one was
    // told, as nothing new: a server that came back would not hear of the drawing.
    setStateValue("drawing", { raw, data: null, version, places, answered, session });
  }

  #stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? { version: "", strokes: [] };
    } catch {
      return { version: "", strokes: [] };
    }
  }
}

/** A button; the classes are the handles that Streamlit's own buttons have. */
const button = (name, icon, text = "") => `<div class="st-key-${name}">
  <button type="button" name="${name}"><i aria-hidden="true">${icon}</i>${text}</button></div>`;

const MARKUP = `
  <div class="hr-paper"><canvas tabindex="0" role="img"></canvas></div>
  <div class="hr-tools st-key-controls" role="group">
    ${button("undo", "undo")} ${button("redo", "redo")} ${button("link", "link")}
    ${button("clear", "delete", "<span></span>")} ${button("example", "casino", "<span></span>")}
  </div><p class="hr-spoken" role="status"></p>`;

/** The canvas with its buttons, which act here and at once. */
export class Board {
  #shown = null; // of the surface, when it was painted last

  /** The one that the page shows; null where there is none. */
  static shown = null;

  constructor(element, { name }) {
    element.innerHTML = MARKUP;
    this.buttons = {};
    for (const button of element.querySelectorAll("button")) {
      this.buttons[button.name] = button;
      button.addEventListener("click", () => this[button.name]());
    }
    this.surface = Surface.named(name);
    this.told = element.querySelector("[role=status]");
    this.canvas = element.querySelector("canvas");
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    this.paper = new Paper(this.canvas, (isDone) => {
      this.surface.open = [...this.paper.open.values()];
      this.surface.part = null;
      if (isDone) this.#changed();
      else this.surface.changed();
    });
    this.place = -1; // among the examples
    Board.shown = this;
    frames.watch(this);
  }

  /** Follows what plays the drawing back, and shows which digits of a number it holds. */
  paint() {
    const { paper, surface } = this;
    const { number, part, strokes } = surface;
    const chosen = number && surface.chosen;
    if (this.#shown?.number === number && this.#shown.chosen === chosen && this.#shown.part === part)
      return;
    this.#shown = { number, chosen, part };
    paper.played = part === null ? null : surface.played;
    paper.inks = new Map(number?.figures.flatMap(({ places }, figure) =>
      places.map((place) => [strokes[place], inkOf(figure)])));
    paper.underlined = number && { strokes: surface.subject, ink: inkOf(chosen) };
    paper.paint();
    if (!surface.open.length && this.#isFollowed)
      whenAtRest(this.canvas, () => this.#tell()); // another figure, or the network came late
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.setStateValue = setStateValue;
    this.surface.model = data.network ? Model.at(data.network) : null;
    this.surface.follow(data);
    this.paper.penWidth = data.penWidth;
    this.canvas.ariaLabel = data.labels.canvas;
    for (const [name, button] of Object.entries(this.buttons)) {
      button.ariaLabel = button.title = data.labels[name];
      for (const text of button.querySelectorAll("span")) text.textContent = data.labels[name];
    }
    this.buttons.example.hidden = !data.examples;
    this.buttons.link.hidden = data.name !== LINKED || location.protocol === "file:";
    if (data.examples) this.#load();
    if (this.surface.drawing.strokes.length) this.surface.answers = data.answers;
    frames.repaint();
    this.#show();
    // After a reload, or a lost connection.
    whenAtRest(this.canvas, () => { if (this.#isFollowed) this.#tell(); });
  }

  undo() { this.surface.drawing.undo(); this.#changed(); }

  redo() { this.surface.drawing.redo(); this.#changed(); }

  /** Copies an address that shows this drawing where it is seen now. */
  async link() {
    const { labels } = this.data;
    const address = link.address(this.surface.drawing.strokes);
    const text = address === null ? labels.tooLong : labels.copied;
    if (address !== null) await copy(address);
    this.told.textContent = this.buttons.link.title = text;
    this.buttons.link.firstChild.textContent = address === null ? "error" : "check";
    setTimeout(() => {
      this.told.textContent = "";
      this.buttons.link.title = this.data.labels.link;
      this.buttons.link.firstChild.textContent = "link";
    }, TOLD);
  }

  clear() { this.surface.drawing.put([]); this.#changed(); }

  /** Shows the next example, or the one before. */
  async example(step = 1) {
    const examples = this.data.examples ? await this.#load() : [];
    if (!examples.length) return;
    this.place = (this.place + step + examples.length) % examples.length;
    const right = (this.paper.across - SIDE) / 2; // to the middle of the paper
    const lines = examples[this.place].map((line) => line.map(([x, y]) => [x + right, y]));
    this.surface.drawing.put(lines.map((points) => ({ points, width: this.data.penWidth })));
    this.#changed();
  }

  close() {
    this.paper.close();
    frames.unwatch(this);
    if (Board.shown === this) Board.shown = null;
  }

  /** The examples, fetched once; none while the server is away. */
  #load() {
    this.loading ??= fetch(new URL(this.data.examples, document.baseURI))
      .then((reply) => reply.json())
      .catch(() => { this.loading = null; return []; });
    return this.loading;
  }

  #key(event) {
    const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (!name || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this[name]();
  }

  #changed() {
    this.surface.part = null;
    if (!this.surface.drawing.strokes.length) this.surface.answers = {};
    this.surface.store();
    this.surface.changed();
    this.#show();
    if (this.#isFollowed) this.#tell();
    if (this.data.networks) showing.show(toJson(this.surface.drawing.strokes));
  }

  /** Whether the page shows something of the drawing that the browser cannot show. */
  get #isFollowed() {
    const { networks } = this.data;
    return !networks || !networks.every((address) => Model.at(address).weights);
  }

  #show() {
    const { drawing } = this.surface;
    this.paper.drawing = drawing;
    this.paper.paint();
    this.buttons.undo.disabled = !drawing.past.length;
    this.buttons.redo.disabled = !drawing.future.length;
    this.buttons.clear.disabled = this.buttons.link.disabled = !drawing.strokes.length;
  }

  #tell() { this.surface.tell(this.data.session, this.setStateValue); }
}

/** Puts a text on the clipboard, in pages without https as well. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** Stands where no canvas is, so that the server knows the drawing after a reload. */
export class Keeper {
  constructor(element, { name }) {
    this.element = element;
    this.surface = Surface.named(name);
  }

  update({ data, setStateValue }) {
    whenAtRest(this.element, () => this.surface.tell(data.session, setStateValue));
  }

  close() {}
}

/** What `preprocess` gives, or {reason}: "blank", "dot" or "invalid". */
function read(strokes) {
  try {
    return preprocess(toJson(strokes).objects);
  } catch (error) {
    if (error instanceof NoImage) return { reason: error.message };
    throw error;
  }
}
