/**
 * Projector mode: Shift + P turns it on and off on every page. While it is on, the keys
 * of a presenter's remote go through lessons and examples and from the room's code to its
 * wall, and F fills the screen.
 */

import { Board } from "../draw/board.js";

const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
/** Where an arrow moves a caret, a slider or a choice. */
const FIELDS = "input, textarea, select, [role=slider], [contenteditable], [role=dialog] *";

export class Projector {
  #listening = new AbortController();

  constructor() {
    const { signal } = this.#listening;
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  update({ data, setTriggerValue }) {
    this.isOn = data.isOn;
    this.setTriggerValue = setTriggerValue;
  }

  close() { this.#listening.abort(); }

  #press(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.composedPath()[0].matches?.(FIELDS)) return;
    const { isOn } = this;
    if (shiftKey && key.toLowerCase() === "p") this.#turn();
    else if (isOn && key.toLowerCase() === "f") fillScreen();
    else if (isOn && STEPS[key]) step(STEPS[key]);
    else return;
    event.preventDefault();
  }

  /** Noted here too: the next press may come before the server has answered. */
  #turn() {
    this.isOn = !this.isOn;
    this.setTriggerValue("turned", this.isOn ? "on" : "off");
  }
}

function fillScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

/** To the next step of the tour, lesson, view of the room or example, or the one before. */
function step(by) {
  const name = by > 0 ? "next" : "back";
  const views = [...document.querySelectorAll(".st-key-room-view button")];
  const button = document.querySelector(`.st-key-tour-${name} button, .st-key-lesson-${name} button`)
    ?? views.at(by > 0 ? -1 : 0);
  if (button) button.click();
  else Board.shown?.example(by);
}
