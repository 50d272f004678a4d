/** Shows everybody what is drawn here, as long as the wall takes every drawing. */

import * as server from "./server.js";

let wall = null; // {address, model} while it does
let next = null; // what is to be shown once the drawing before has arrived
let isSending = false;

/** @param {{address: string, model: string} | null} open null while nothing is shown */
export function follow(open) { wall = open; }

/** @param {{objects: object[]}} drawing as it is now */
export async function show(drawing) {
  if (!wall || !drawing.objects.length) return;
  next = drawing;
  if (isSending) return;
  isSending = true;
  while (next && wall) {
    const content = { drawing: next, model: wall.model };
    next = null;
    await server.ask("POST", wall.address, content);
  }
  isSending = false;
}
