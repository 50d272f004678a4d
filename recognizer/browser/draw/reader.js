/** Numbers on a canvas: what was computed of strokes that have not changed is kept. */

import { parse, toImage } from "../network/ink.js";
import { readNumbers } from "../network/numbers.js";
import { toJson } from "./canvas.js";

/**
 * @typedef {object} Figure  a digit of a number
 * @property {number[]} places which of the canvas's strokes it is made of
 * @property {string} sign what stands before it: "", "-", "." or ","
 * @property {number} line of a drawing of several lines, from 0
 * @property {{scaled: object, image: Uint8Array}} given what the network is given
 *
 * @typedef {object} Found  what stands on a canvas
 * @property {Figure[]} figures line by line, each from left to right
 * @property {import("../network/numbers.js").Reading[]} readings of the lines
 */

export class NumberReader {
  #parsed = new WeakMap(); // the canvas's strokes as the network's preparation has them
  #names = new WeakMap(); // of these, to know a run of them by
  #count = 0;
  #images = new Map(); // what the network is given for runs of strokes, by their names

  /**
   * @param {object[]} strokes the canvas's, at least one of them longer than a dot
   * @param {Set<object>} open those that still grow
   * @param {import("../network/model.js").Model} model whose weights are here
   * @returns {Found | null} null for a single stroke
   */
  read(strokes, open, model) {
    if (strokes.length < 2) return null;
    const parsed = strokes.map((stroke) => this.#parse(stroke, open.has(stroke)));
    const images = new Map();
    const imageOf = (run) => {
      const name = run.map((stroke) => this.#name(stroke)).join();
      if (!images.has(name)) images.set(name, this.#images.get(name) ?? toImage(run));
      return images.get(name);
    };
    const readings = readNumbers(parsed, imageOf, ({ image }) => model.answer(image));
    this.#images = images; // what is not asked for any more is forgotten
    const figures = readings.flatMap(({ digits, signs }, line) => digits.map((digit, i) => ({
      places: digit.strokes.map((stroke) => parsed.indexOf(stroke)),
      sign: signs[i], line, given: digit.given,
    })));
    return { figures, readings };
  }

  #parse(stroke, isOpen) {
    const known = isOpen ? null : this.#parsed.get(stroke);
    if (known) return known;
    const [parsed] = parse(toJson([stroke]).objects);
    this.#parsed.set(stroke, parsed);
    return parsed;
  }

  #name(stroke) {
    if (!this.#names.has(stroke)) this.#names.set(stroke, this.#count++);
    return this.#names.get(stroke);
  }
}
