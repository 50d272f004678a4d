/** Keeps in the tab who the visitor is, and tells each session of the server once. */

import * as frames from "../widgets/frames.js";
import { whenAtRest } from "../widgets/rest.js";
import { Surface } from "./board.js";

const KEY = "handwriting-recognizer.person";

/** Told where there is ink, if the page has any: what is said while it loads is lost. */
export class Person {
  constructor(element) { this.element = element; }

  update({ data, setTriggerValue }) {
    Object.assign(this, { data, setTriggerValue });
    try {
      if (data.person) sessionStorage.setItem(KEY, data.person);
      else if (data.forgets) sessionStorage.removeItem(KEY);
      else frames.watch(this);
    } catch { /* forbidden: it asks again the next time */ }
  }

  paint() {
    const { drawing, person, forgets, session } = this.data;
    if (person || forgets || this.element.dataset.told === session) return;
    if (drawing && !Surface.named(drawing).drawing.strokes.length) return;
    this.element.dataset.told = session;
    const found = sessionStorage.getItem(KEY);
    if (found) whenAtRest(this.element, () => this.setTriggerValue("found", found));
  }

  close() { frames.unwatch(this); }
}
