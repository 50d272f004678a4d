/**
 * The page that needs no server: the parts of the app's pages, with a network that the
 * page brings along. `recognizer/ui/handout.py` writes it.
 */

import { Model } from "./network/model.js";
import { mount, unmount } from "./page.js";

const NETWORK = "the one on this page";
const DRAWING = "handout";

/**
 * Show the page.
 * @param {{card: object, penWidth: number, examples: string,
 *   colours: Record<"light" | "dark", object>,
 *   languages: Record<string, {name: string, labels: object, texts: object}>}} page
 *   what the server tells the app's pages, in each theme and language
 * @param {ArrayBuffer} weights weights.safetensors
 */
export function show(page, weights) {
  Model.hold(NETWORK, page.card, weights);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const names = Object.keys(page.languages);
  let chosen = names.find((name) => navigator.language.startsWith(name)) ?? names[0];

  const paint = () => {
    const { labels, texts } = page.languages[chosen];
    const common = { name: DRAWING, drawing: DRAWING, network: NETWORK };
    const pen = { penWidth: page.penWidth, examples: page.examples, networks: [] };
    const colours = page.colours[dark.matches ? "dark" : "light"];
    document.documentElement.lang = chosen;
    document.title = texts.title;
    for (const element of document.querySelectorAll("[data-text]"))
      element.textContent = texts[element.dataset.text];
    for (const element of document.querySelectorAll("[data-part]")) {
      const { part } = element.dataset;
      unmount(element);
      element.textContent = "";
      const data = { ...common, ...pen, colours, labels: labels[part] };
      mount(part, { parentElement: element, data, setStateValue() {} });
    }
    other.textContent = page.languages[next()].name;
    other.lang = next();
  };

  const next = () => names[(names.indexOf(chosen) + 1) % names.length];
  const other = document.querySelector("#language");
  other.addEventListener("click", () => {
    chosen = next();
    paint();
  });
  dark.addEventListener("change", paint);
  paint();
}

/** Base64 as bytes. */
export function decode(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
