/** Brings a part of the page into sight when it shows something new. */

import { whenAtRest } from "./rest.js";

const ROOM = 160; // pixels below it in which what it is the head of begins
const SETTLES_MS = 1000; // in which a page that is complete takes its last shape
const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];

export class InSight {
  constructor(element) { this.element = element; }

  /** `data`: key of the part, what it shows now, and where it is to stand, as CSS has it. */
  update({ data: { key, shown, block } }) {
    const part = this.element.closest(`.st-key-${key}`);
    if (!part || this.shown === shown) return; // the page may be going
    this.shown = shown;
    const { top, bottom } = part.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - ROOM) part.scrollIntoView({ block });
    this.#keep(part, block);
  }

  /** What comes above it later may push it away, until the person moves the page. */
  #keep(part, block) {
    this.close();
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) part.scrollIntoView({ block });
    });
    const release = () => {
      observer.disconnect();
      for (const act of ACTS) removeEventListener(act, release, true);
    };
    for (const act of ACTS) addEventListener(act, release, true);
    observer.observe(part);
    whenAtRest(this.element, () => setTimeout(release, SETTLES_MS));
    this.release = release;
  }

  close() { this.release?.(); }
}
