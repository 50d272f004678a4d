/**
 * The parts of the app's pages that run in the browser. Streamlit mounts each into an
 * element of its own, and again whenever the server sends other data for it.
 */

import { Board, Keeper } from "./board.js";
import { Feedback, Memory } from "./feedback.js";
import { Kernel } from "./kernel.js";
import { Opening } from "./opening.js";
import { Network } from "./overview.js";
import { Picker } from "./picker.js";
import { Playback } from "./playback.js";
import { Projector } from "./projector.js";
import * as room from "./room.js";
import { Answer, Bars, Confidence, Maps, Stages } from "./views.js";

const parts = {
  canvas: Board, keeper: Keeper, answer: Answer, confidence: Confidence, bars: Bars, stages: Stages, maps: Maps,
  network: Network, opening: Opening, picker: Picker, playback: Playback,
  kernel: Kernel,
  feedback: Feedback, memory: Memory,
  calls: room.Calls, wall: room.Wall, projector: Projector,
};
/** @type {WeakMap<Element, {update(component): void, close(): void}>} */
const mounted = new WeakMap();

/**
 * @param {string} name of a part
 * @param {object} component as Streamlit gives it: {data, parentElement, setStateValue}
 */
export function mount(name, component) {
  const { parentElement } = component;
  if (!mounted.has(parentElement))
    mounted.set(parentElement, new parts[name](parentElement, component.data));
  mounted.get(parentElement).update(component);
}

export function unmount(element) {
  mounted.get(element)?.close();
  mounted.delete(element);
}
