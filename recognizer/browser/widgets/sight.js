/** Brings a part of the page into sight when it shows something new. */

const ROOM = 160; // pixels below it in which what it is the head of begins

export class InSight {
  constructor(element) { this.element = element; }

  /** `data`: key of the part, what it shows now, and where it is to stand, as CSS has it. */
  update({ data: { key, shown, block } }) {
    const part = this.element.closest(`.st-key-${key}`);
    if (!part || this.shown === shown) return; // the page may be going
    this.shown = shown;
    const { top, bottom } = part.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - ROOM) part.scrollIntoView({ block });
  }

  close() {}
}
