/**
 * The Learn page's lesson: what is set and dragged changes what is seen in the next frame
 * of the screen, without the server.
 */

import { element } from "../widgets/elements.js";
import { mountable } from "../widgets/mounting.js";
import { LESSONS } from "./lessons.js";
import { Parts } from "./parts.js";

/** What was set and dragged, by lesson: it outlives another lesson and another language. */
const states = new Map();

class Lesson {
  #isAsked = false;

  constructor(root) {
    this.root = root;
    root.classList.add("hr-lesson");
  }

  update({ data }) {
    const { lesson: name, controls, colours, texts } = data;
    Object.assign(this, { data, controls, colours, lesson: LESSONS[name] });
    if (!states.has(name)) states.set(name, this.#beginning());
    this.parts?.close();
    this.parts = new Parts(this);
    this.again = element("button", { type: "button", class: "hr-again" }, texts.again);
    this.again.addEventListener("click", () => {
      states.set(name, this.#beginning());
      this.repaint();
    });
    this.root.replaceChildren(this.parts.element, this.again);
    this.#paint();
  }

  close() {
    this.parts.close();
    this.lesson = null;
  }

  get state() { return states.get(this.data.lesson); }

  /** Sets a control to a value. */
  set(name, value) {
    this.state.set[name] = value;
    this.repaint();
  }

  drag(name, place) {
    this.lesson.drag(name, place, this.state);
    this.repaint();
  }

  /** Paints in the next frame, however often it is asked for until then. */
  repaint() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      if (this.lesson) this.#paint();
    });
  }

  #beginning() {
    const set = Object.fromEntries(this.controls.map(({ name, value }) => [name, value]));
    return { set, ...this.lesson.begin(this.data) };
  }

  #paint() {
    const shown = this.lesson.show(this.state, this.data);
    const within = new Set(shown.map(({ control }) => control));
    const above = this.controls.map(({ name }) => name).filter((name) => !within.has(name));
    this.parts.update([{ controls: above.map((name) => ({ control: name })) }, ...shown]);
  }
}

const mounted = mountable({ lesson: Lesson });
export const mount = mounted.mount;
export const unmount = mounted.unmount;
