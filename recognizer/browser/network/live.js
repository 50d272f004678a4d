/**
 * Answers while the pen moves: a network that came from the server, and pictures of what
 * its layers saw. What changes first in a frame of the screen is painted at once, all
 * else in the next.
 */

import { activationsOf, correct } from "./memory.js";
import { answer, readWeights, run } from "./network.js";
import * as remembered from "./remembered.js";

const views = new Set();
let isAsked = false, isPainted = false; // in the current frame

/** Has a view painted now, and whenever anything has changed. */
export function watch(view) { views.add(view); repaint(); }

export function unwatch(view) { views.delete(view); }

/** Paints all views: at once, or in the next frame if they were painted in this one. */
export function repaint() {
  if (isAsked) return;
  isAsked = true;
  if (isPainted) requestAnimationFrame(paint);
  else queueMicrotask(paintFirst);
}

function paintFirst() {
  isPainted = true;
  requestAnimationFrame(() => { isPainted = false; });
  paint();
}

function paint() {
  isAsked = false;
  for (const view of views) view.paint();
}

/** A network of the server's, by its address; loaded once, whoever shows it. */
export class Model {
  static #known = new Map();

  /** @param {string} address of a folder with card.json and weights.safetensors */
  static at(address) {
    if (!Model.#known.has(address)) {
      const model = new Model();
      Model.#known.set(address, model);
      model.#load(address).catch(() => {
        Model.#known.delete(address); // the server goes on answering
        model.progress = null;
      }).finally(repaint);
    }
    return Model.#known.get(address);
  }

  /** Has a network that is here already found at an address. */
  static hold(address, card, file) {
    Model.#known.set(address, Object.assign(new Model(), { card, weights: readWeights(file) }));
  }

  static get ready() { return [...Model.#known.values()].filter((each) => each.weights); }

  /** How much of the weights is here, 0 to 1; null if they cannot be had. */
  progress = 0;

  async #load(address) {
    const file = (name) => fetch(new URL(address + name, document.baseURI));
    const [card, weights] = await Promise.all([file("card.json"), file("weights.safetensors")]);
    if (!card.ok || !weights.ok) throw new Error(`no network at ${address}`);
    this.card = await card.json();
    const content = await this.#read(weights.body.getReader());
    this.weights = readWeights(content.buffer);
  }

  async #read(reader) {
    const parts = [];
    let length = 0;
    for (let part; !(part = await reader.read()).done; ) {
      parts.push(part.value);
      length += part.value.length;
      this.progress = Math.min(1, length / (2 * this.card.parameters)); // half precision
      repaint();
    }
    const content = new Uint8Array(length);
    for (const part of parts.reverse()) content.set(part, (length -= part.length));
    return content;
  }

  /**
   * What the network makes of an image, corrected by what is remembered; computed once,
   * however many views ask.
   * @param {Uint8Array} image 28 × 28 grey levels
   * @returns {object} outputs, digit, confidence, probabilities; `own`: the answer without
   *   the memory; `entry`: the remembered drawing that speaks, or null
   */
  read(image) {
    const { keys, isAll, isNew } = remembered.keysFor(this);
    if (!isAll) repaint(); // the others, in the next frames
    const isKnown = !isNew && this.image === image;
    if (isKnown && this.memory === remembered.all()) return this.result;
    if (!isKnown) this.found = this.values(image);
    this.image = image;
    this.memory = remembered.all();
    const { nearest, logits } = correct(this.found, image, keys, this);
    const own = answer(this.found.logits, this.card);
    const corrected = nearest ? answer(logits, this.card) : own;
    const { outputs } = this.found;
    const added = nearest ? logits.map((logit, digit) => logit - this.found.logits[digit]) : null;
    this.result = {
      outputs, logits, ...corrected, own: { ...own, logits: this.found.logits }, added,
      entry: nearest?.entry ?? null,
    };
    return this.result;
  }

  /** What the network computes, and the values that its logits are made of. */
  values(image) {
    const { outputs, logits } = run(this.card.layers, this.weights, image);
    return { outputs, logits, activations: activationsOf(outputs, image) };
  }
}

remembered.watch(repaint);

/** 256 colours through some given ones, as the bytes red, green, blue, opaque. */
export function palette(colours) {
  const stops = colours.map((colour) =>
    [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16)));
  const bytes = new Uint8ClampedArray(256 * 4).fill(255);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const stop = Math.min(Math.floor(place), stops.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [stops[stop][channel], stops[stop + 1][channel]];
      bytes[4 * i + channel] = from + (to - from) * (place - stop);
    }
  }
  return new Uint32Array(bytes.buffer);
}

export const GREY = palette(["#000000", "#ffffff"]);

const known = new Map();

/** The palettes of some scales, by their names; made once. */
export function palettes(scales) {
  const text = JSON.stringify(scales);
  if (!known.has(text)) {
    const made = Object.entries(scales).map(([name, colours]) => [name, palette(colours)]);
    known.set(text, Object.fromEntries(made));
  }
  return known.get(text);
}

/** The end of a scale that holds all values. */
export function reach(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/**
 * One map of a layer in colours.
 * @param {ArrayLike<number>} values of all maps, at (row * width + column) * maps + map
 * @param {{width: number, height: number, maps: number, map: number}} shape
 * @param {Uint32Array} colours of `palette`
 * @param {[number, number]} range of values, from the first to the last colour
 */
export function picture(values, { width, height, maps, map }, colours, [low, high]) {
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  const scale = 255 / Math.max(high - low, 1e-9);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = colours[shade(values[i * maps + map], low, scale)];
  return picture;
}

/** Which of 256 colours a value has. */
function shade(value, low, scale) {
  return Math.min(255, Math.max(0, Math.round((value - low) * scale)));
}

/** Gives an element the colour of a value, and a text colour that can be read on it. */
export function tint(element, value, colours, [low, high]) {
  const bytes = colours[shade(value, low, 255 / Math.max(high - low, 1e-9))];
  const [red, green, blue] = [bytes & 255, (bytes >> 8) & 255, (bytes >> 16) & 255];
  const colour = `rgb(${red} ${green} ${blue})`;
  if (element.dataset.colour === colour) return;
  element.dataset.colour = element.style.backgroundColor = colour;
  const isLight = 0.299 * red + 0.587 * green + 0.114 * blue > 140;
  element.classList.toggle("on-light", isLight);
  element.classList.toggle("on-dark", !isLight);
}

/**
 * All maps of a layer in one picture, row by row, with one clear pixel between them.
 * @param {ArrayLike<number>} values of all maps, at (row * side + column) * maps + map
 * @param {{side: number, maps: number, columns: number}} shape
 * @param {Uint32Array} colours of `palette`
 * @param {[number, number]} range of values, from the first to the last colour
 */
export function mosaic(values, { side, maps, columns }, colours, [low, high]) {
  const pitch = side + 1, width = columns * pitch;
  const picture = new ImageData(width, Math.ceil(maps / columns) * pitch);
  const pixels = new Uint32Array(picture.data.buffer);
  const scale = 255 / Math.max(high - low, 1e-9);
  for (let map = 0; map < maps; map++) {
    const corner = Math.floor(map / columns) * pitch * width + (map % columns) * pitch;
    for (let i = 0; i < side * side; i++) {
      const place = corner + Math.floor(i / side) * width + (i % side);
      pixels[place] = colours[shade(values[i * maps + map], low, scale)];
    }
  }
  return picture;
}
