/** A network that came from the server, and what it makes of an image. */

import { repaint } from "../widgets/frames.js";
import { activationsOf, correct } from "./memory.js";
import { answer, readWeights, run } from "./network.js";
import * as remembered from "./remembered.js";

const RECENT = 8; // images whose values are kept, for those that are looked at next

/** A network of the server's, by its address; loaded once, whoever shows it. */
export class Model {
  static #known = new Map();
  #recent = new Map(); // what the network computed, by image, the latest last
  #results = new WeakMap(); // what was made of it, by image
  #answers = new WeakMap();

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
    if (isNew || this.memory !== remembered.all()) this.#results = new WeakMap();
    this.memory = remembered.all();
    if (this.#results.has(image)) return this.#results.get(image);
    const found = this.values(image);
    const { nearest, logits } = correct(found, image, keys, this);
    const own = answer(found.logits, this.card);
    const corrected = nearest ? answer(logits, this.card) : own;
    const added = nearest ? logits.map((logit, digit) => logit - found.logits[digit]) : null;
    const result = {
      outputs: found.outputs, logits, ...corrected, own: { ...own, logits: found.logits }, added,
      entry: nearest?.entry ?? null,
    };
    this.#results.set(image, result);
    return result;
  }

  /** What the network itself answers to an image; computed once. */
  answer(image) {
    if (!this.#answers.has(image))
      this.#answers.set(image, answer(this.values(image).logits, this.card));
    return this.#answers.get(image);
  }

  /** What the network computes, and the values that its logits are made of. */
  values(image) {
    let found = this.#recent.get(image);
    this.#recent.delete(image);
    if (!found) {
      const { outputs, logits } = run(this.card.layers, this.weights, image);
      found = { outputs, logits, activations: activationsOf(outputs, image) };
    }
    this.#recent.set(image, found);
    if (this.#recent.size > RECENT) this.#recent.delete(this.#recent.keys().next().value);
    return found;
  }
}

remembered.watch(repaint);
