/**
 * Drawings on their way into the collection. Each is sent until the server has it or says
 * why not; what is not there yet outlives the page in the tab's storage.
 */

import * as server from "../room/server.js";

const KEY = "handwriting-recognizer.outbox";
const FIRST_MS = 1000, LONGEST_MS = 30_000; // between two attempts

/**
 * @typedef {object} Item
 * @property {string} id of the drawing; a second attempt with it changes nothing
 * @property {object} content label, model, and drawing or image
 * @property {boolean} [isAsking] consent is asked for; `isHeard`: the server does so
 * @property {boolean} [wasSent] the server may have it
 * @property {boolean} [isSaved]
 * @property {boolean} [isUnwanted] taken back
 * @property {string} [reason] why it is not there yet, "" where nobody answers
 * @property {boolean} [isRefused] sending it again would change nothing
 */

/** @type {Item[]} the oldest first */
let items = load();
const watchers = new Set();
let address = null;
let isSending = false, failures = 0, timer = null;

/** Has a function called whenever an item has changed. */
export function watch(hear) { watchers.add(hear); }

/** @param {string} drawings where they are saved, relative to the app's address */
export function follow(drawings) {
  address = drawings;
  send();
}

/**
 * Saves a drawing; if nobody has agreed to that yet, as soon as they have.
 * @param {object} content label, model, and drawing or image
 * @returns {Item}
 */
export function add(content) {
  const id = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const item = { id, content, isAsking: !server.mayBeSaved() };
  items.push(item);
  changed();
  send();
  return item;
}

/** Takes a drawing back, wherever it is. */
export function takeBack(item) {
  item.isUnwanted = true;
  item.isAsking = item.isRefused = false;
  if (!items.includes(item)) items.push(item);
  if (!item.wasSent) remove(item);
  changed();
  send();
}

/**
 * Goes by what the server does about consent.
 * @param {string | null} waiting for whose item it asks
 * @param {boolean} mayBeSaved whether it was given
 */
export function heard(waiting, mayBeSaved) {
  for (const item of items.filter((each) => each.isAsking)) {
    if (item.id === waiting) item.isHeard = true;
    else if (item.isHeard && !mayBeSaved) remove(item); // it was refused
  }
}

/** What is not there although it was sent, with all that waits behind it: {count, reason} */
export function late() {
  const found = items.filter(({ reason }) => reason !== undefined);
  return { count: found.length && waiting().length, reason: found.at(-1)?.reason ?? "" };
}

/** Tries again at once what is late. */
export function resend() {
  for (const item of items) item.isRefused = false;
  send();
}

/** Lets go what is late. */
export function discard() {
  for (const item of waiting()) remove(item);
  changed();
}

/** What is to be sent, whether it was tried or not. */
function waiting() { return items.filter(({ isAsking }) => !isAsking); }

function isNext({ isAsking, isRefused, isUnwanted }) {
  return !isAsking && !isRefused && (isUnwanted || server.mayBeSaved());
}

/** Sends one after the other, until none is left or one has failed. */
async function send() {
  if (isSending || !address) return;
  clearTimeout(timer);
  isSending = true;
  for (let item; (item = items.find(isNext)); ) {
    const { id, content, isUnwanted } = item;
    item.wasSent = true;
    const { isDone, isRefused, reason } = isUnwanted
      ? await server.ask("DELETE", `${address}/${id}`)
      : await server.ask("PUT", `${address}/${id}`, content);
    item.reason = isDone ? undefined : reason;
    item.isRefused = isRefused;
    if (isDone) {
      failures = 0;
      item.isSaved = !isUnwanted;
      if (Boolean(item.isUnwanted) === Boolean(isUnwanted)) remove(item); // else it was taken back
    }
    changed();
    if (isDone || isRefused) continue;
    timer = setTimeout(send, Math.min(LONGEST_MS, FIRST_MS * 2 ** failures++));
    break;
  }
  isSending = false;
}

function remove(item) { items = items.filter((other) => other !== item); }

function changed() {
  const agreed = waiting();
  try {
    if (agreed.length) sessionStorage.setItem(KEY, JSON.stringify(agreed));
    else sessionStorage.removeItem(KEY);
  } catch { /* full, or forbidden: they last as long as this document */ }
  for (const hear of watchers) hear();
}

function load() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    return found.map((item) => ({ ...item, wasSent: true }));
  } catch {
    return [];
  }
}

server.watch(() => {
  if (server.mayBeSaved()) for (const item of items) item.isAsking = false;
  failures = 0;
  send();
});
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
