/**
 * Where one is in the network: a stage, and what of it is open, down to one product. The
 * place stands in the page's address, such as `?at=convolution_1.12.5.9`.
 *
 * @typedef {object} Stage one part of the way from the ink to the answer
 * @property {string} name
 * @property {"pixels" | "maps" | "pooled" | "units" | "logits" | "softmax"} kind
 * @property {number} [number] of the layer, from 0
 * @property {number} side of each map
 * @property {number} maps how many, or units
 * @property {[number, number][]} limits of a place's numbers: the first, and how many
 * @property {number[]} depths how many numbers a place has, from the stage to a product
 *
 * @typedef {object} Place
 * @property {Stage} stage
 * @property {number[]} numbers as they are shown: map, row, column, kernel, product of it
 */

import * as frames from "../widgets/frames.js";
import { shapeOf } from "./anatomy.js";

const PARAMETER = "at";
let now = null; // the place's text; null where nothing is open

/** @returns {Stage[]} of a network, from the ink to the probabilities */
export function stagesOf({ layers }, weights) {
  let side = 28, maps = 1;
  const limits = [[0, side], [0, side]];
  const stages = [{ name: "input", kind: "pixels", side, maps, limits, depths: [0, 2] }];
  for (const [number, { name, kind }] of layers.entries()) {
    const { shape } = weights[`${name}/kernel`];
    const { channels, height, width } = shapeOf(shape, { side, maps });
    const weighed = [[1, channels], [0, height * width]];
    maps = shape.at(-1);
    if (kind === "dense" || kind === "logits") {
      const first = kind === "dense" ? 1 : 0; // digits count from 0
      stages.push({
        name, kind: kind === "dense" ? "units" : "logits", number, side: 1, maps,
        limits: [[first, maps], ...weighed], depths: channels > 1 ? [0, 1, 2, 3] : [0, 1, 3],
      });
      side = 1;
      continue;
    }
    const place = [[1, maps], [0, side], [0, side]];
    stages.push({
      name, kind: "maps", number, side, maps, limits: [...place, ...weighed],
      depths: channels > 1 ? [0, 1, 3, 4, 5] : [0, 1, 3, 5],
    });
    side >>= 1;
    stages.push({
      name: `pool_${number + 1}`, kind: "pooled", number, side, maps,
      limits: [[1, maps], [0, side], [0, side]], depths: [0, 1, 3],
    });
  }
  return [...stages, { name: "softmax", kind: "softmax", side: 1, maps: 10, limits: [], depths: [0] }];
}

/** A place by its text, as deep as this network has it; null for none. */
export function read(text, stages) {
  const [name, ...parts] = (text ?? "").split(".");
  const stage = stages.find((each) => each.name === name);
  if (!stage) return null;
  const fits = (part, i) => {
    const [first, count] = stage.limits[i] ?? [0, 0];
    return /^\d{1,4}$/.test(part) && Number(part) >= first && Number(part) < first + count;
  };
  const wrong = parts.findIndex((part, i) => !fits(part, i));
  const count = wrong < 0 ? parts.length : wrong;
  const depth = stage.depths.findLast((each) => each <= count);
  return { stage, numbers: parts.slice(0, depth).map(Number) };
}

export function write({ stage, numbers }) { return [stage.name, ...numbers].join("."); }

/** The place that this one lies in; null at a whole stage. */
export function above({ stage, numbers }) {
  const depth = stage.depths.findLast((each) => each < numbers.length);
  return depth === undefined ? null : { stage, numbers: numbers.slice(0, depth) };
}

/** What is open on this page; null for nothing. */
export function current(stages) { return read(now, stages); }

/** Opens a place, or closes all. Back undoes it, but not each move within one map. */
export function go(place) {
  const text = place && write(place);
  if (text === now) return;
  const isMove = now && text && isBeside(now.split("."), text.split("."));
  now = text;
  put(isMove ? "replaceState" : "pushState");
  frames.repaint();
}

/** Whether two places are as deep in the same map. */
function isBeside(one, other) {
  return one.length === other.length && one.length > 2 && one[0] === other[0] && one[1] === other[1];
}

function put(how) {
  const address = new URL(location.href);
  if (now) address.searchParams.set(PARAMETER, now);
  else address.searchParams.delete(PARAMETER);
  if (address.href !== location.href) history[how](history.state, "", address);
}

function take() {
  now = new URL(location.href).searchParams.get(PARAMETER);
  frames.repaint();
}

let path = null; // of the page

/** Goes by the page's address, until `leave`. */
export function enter() {
  path = location.pathname;
  take();
  addEventListener("popstate", take);
  globalThis.navigation?.addEventListener("currententrychange", keep);
}

export function leave() {
  now = null;
  removeEventListener("popstate", take);
  globalThis.navigation?.removeEventListener("currententrychange", keep);
}

/** Puts the place into an address that the server has written, for another view. */
function keep({ navigationType }) {
  if (navigationType !== "traverse" && location.pathname === path) put("replaceState");
}
