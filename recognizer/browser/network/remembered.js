/**
 * The drawings that this visitor has corrected, kept in their browser and nowhere else.
 */

import { pack, unpack } from "./compact.js";
import { holdStrokes, strokesOf } from "./ink.js";
import { keyOf, NO_DIGIT } from "./memory.js";

const KEY = "handwriting-recognizer.remembered";
const MOST = 100, PIXELS = 28 * 28;

/**
 * @typedef {object} Entry
 * @property {Uint8Array} image 28 × 28 grey levels
 * @property {number[][] | null} strokes packed; null of a picture
 * @property {number} label 0 to 9, or NO_DIGIT
 * @property {number} time when it was said, in milliseconds since 1970
 * @property {number} used when it last changed an answer
 * @property {boolean} [isTaught] by the class
 */

/** @type {Entry[]} the visitor's own, the oldest first */
let entries = [];
/**
 * What the class taught.
 * @type {{address: string | null | undefined, entries: Entry[]}} undefined: to be asked for
 */
let taught = { address: null, entries: [] };
let both = []; // what the class taught, and what the visitor did
const watchers = new Set();
const keys = new WeakMap(); // of an entry: its key, by model

/** Has a function called whenever something is remembered or forgotten. */
export function watch(hear) { watchers.add(hear); }

export function unwatch(hear) { watchers.delete(hear); }

/** @returns {Entry[]} the visitor's own, the oldest first; another array at each change */
export function own() { return entries; }

/** @returns {Entry[]} those and the class's, the newest last; another array at each change */
export function all() { return both; }

/**
 * Goes by what the class taught as well; to be told again and again.
 * @param {string | null} address of it; null for nothing
 */
export async function follow(address) {
  if (address === taught.address) return;
  taught = { address, entries: taught.entries };
  let found = [];
  try {
    if (address) found = fromText(await read(address));
  } catch { // the server is away, or does not know of it yet: the next time
    taught.address = undefined;
    return;
  }
  if (taught.address !== address) return;
  taught.entries = found.map((entry) => ({ ...entry, isTaught: true }));
  changed();
}

async function read(address) {
  const reply = await fetch(new URL(address, document.baseURI));
  if (reply.status !== 200) throw new Error(reply.statusText);
  return reply.text();
}

/** @returns {Entry | null} what was remembered at a time, in milliseconds since 1970 */
export function at(time) { return both.find((entry) => entry.time === time) ?? null; }

/** Remembers a drawing; what was said of the same drawing before is over. */
export function remember(image, label) {
  const time = Date.now();
  const strokes = strokesOf(image);
  const entry = entryOf(image.slice(), strokes ? pack(strokes) : null, { label, time, used: time });
  const others = entries.filter((other) => !isSame(other.image, image));
  while (others.length >= MOST) {
    const oldest = others.reduce((a, b) => (b.used < a.used ? b : a));
    others.splice(others.indexOf(oldest), 1);
  }
  change([...others, entry]);
  return entry;
}

/** An entry whose image knows the strokes that it was made of. */
function entryOf(image, strokes, rest) {
  const drawn = unpack(strokes);
  if (drawn) holdStrokes(image, drawn);
  return { image, strokes: drawn && strokes, ...rest };
}

/** Puts back what `own` gave before. */
export function restore(before) { change(before); }

export function forget(entry) { change(entries.filter((other) => other !== entry)); }

export function forgetAll() { change([]); }

/** Notes that an entry has changed an answer: the least used go first. */
export function use(entry) {
  if (entry.isTaught) return;
  entry.used = Date.now();
  store();
}

/**
 * What the entries are to a network. Each is computed once, a few at a call, so that no
 * frame waits long.
 * @param {object} model whose `values(image)` runs the network
 * @param {number} most to compute now
 * @returns {{keys: import("./memory.js").Key[], isAll: boolean, isNew: boolean}}
 */
export function keysFor(model, most = 1) {
  const found = [];
  let left = most;
  for (const entry of both) {
    if (!keys.has(entry)) keys.set(entry, new WeakMap());
    const known = keys.get(entry);
    if (!known.has(model) && left > 0) {
      const key = keyOf(model.values(entry.image), entry.image, entry.label, model.card);
      known.set(model, { ...key, entry });
      left--;
    }
    if (known.has(model)) found.push(known.get(model));
  }
  return { keys: found, isAll: found.length === both.length, isNew: left < most };
}

/** The entries as text: for the browser's storage and for the server. */
export function toText() {
  return JSON.stringify(entries.map((entry) => ({
    ...entry, image: btoa(String.fromCharCode(...entry.image)),
  })));
}

/** The entries of such a text; what is none is left out. */
function fromText(text) {
  const found = [];
  try {
    for (const { image, strokes, label, time, used } of JSON.parse(text) ?? []) {
      const pixels = Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0));
      const isEntry = pixels.length === PIXELS && Number.isInteger(label)
        && label >= NO_DIGIT && label <= 9 && Number.isFinite(time);
      if (isEntry) found.push(entryOf(pixels, strokes, { label, time, used: used || time }));
    }
  } catch { /* not ours, or damaged from here on */ }
  return found.slice(-MOST);
}

function change(others) {
  entries = others;
  store();
  changed();
}

function changed() {
  both = [...taught.entries, ...entries];
  for (const hear of watchers) hear();
}

function store() {
  try {
    if (entries.length) localStorage.setItem(KEY, toText());
    else localStorage.removeItem(KEY);
  } catch { /* full, or forbidden: they last as long as this document */ }
}

function load() {
  try {
    entries = fromText(localStorage.getItem(KEY));
  } catch { /* forbidden */ }
}

function isSame(one, other) {
  return one.every((level, i) => level === other[i]);
}

load();
changed();
addEventListener("storage", ({ key }) => {
  if (key !== KEY && key !== null) return;
  load();
  changed();
});
