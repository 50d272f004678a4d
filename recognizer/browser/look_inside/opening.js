/**
 * What is open in the network: a stage, a map or unit, one value of it, one product. It
 * follows the pen.
 */

import { element, say } from "../widgets/elements.js";
import { Inside } from "./overview.js";
import { panelOf } from "./panels.js";
import * as place from "./place.js";

const SWIPE = 70; // pixels down, after which the sheet is let go of and closes
const STILL = 6; // pixels within which a press is none

/** Shows what is open, under the way to it; Escape goes one step back. */
export class Opening extends Inside {
  constructor(parent) {
    super(parent);
    parent.innerHTML = `<p class="hr-hint" hidden></p><section class="hr-opening" tabindex="-1" hidden>
      <nav><ol></ol><button type="button"><i aria-hidden="true">close</i></button></nav>
      <p class="hr-note"></p><div></div></section>`;
    [this.hint, this.root] = parent.children;
    [this.nav, this.note, this.body] = this.root.children;
    [this.crumbs, this.closing] = this.nav.children;
    this.closing.addEventListener("click", () => this.#open(null));
    this.escape = (event) => {
      const open = this.#place;
      if (event.key !== "Escape" || event.defaultPrevented || !open) return;
      if (!document.querySelector("dialog[open]")) this.#open(place.above(open));
    };
    document.addEventListener("keydown", this.escape);
    this.nav.addEventListener("pointerdown", (event) => this.#swipe(event));
  }

  close() {
    super.close();
    document.removeEventListener("keydown", this.escape);
  }

  layerOf({ number }) { return this.model.card.layers[number]; }

  get #place() { return this.model?.weights ? place.current(this.stages) : null; }

  #open(to) { place.go(to); }

  /** A sheet follows the finger, and closes where it was pulled down. */
  #swipe({ pointerId, clientY: from }) {
    const { nav, root } = this;
    if (getComputedStyle(root).position !== "fixed") return;
    const listening = new AbortController(), { signal } = listening;
    const ignore = (event) => event.stopPropagation();
    let way = 0;
    const go = (event) => {
      if (event.pointerId !== pointerId) return;
      way = Math.max(0, event.clientY - from);
      root.style.transform = `translateY(${way}px)`;
    };
    const end = (event) => {
      if (event.pointerId !== pointerId) return;
      listening.abort();
      root.style.transform = "";
      if (way > STILL) { // the button that was pulled at is not pressed
        nav.addEventListener("click", ignore, { capture: true });
        setTimeout(() => nav.removeEventListener("click", ignore, { capture: true }));
      }
      if (event.type === "pointerup" && way > SWIPE) this.#open(null);
    };
    document.addEventListener("pointermove", go, { signal });
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end, { signal });
  }

  paint() {
    const open = this.#place, { result, root } = this;
    const isShown = Boolean(open);
    const isNew = isShown && root.hidden, isGone = !isShown && !root.hidden;
    const { activeElement: had } = document;
    if (isNew) this.opener = had;
    const isLeft = isGone && (root.contains(had) || had === document.body);
    root.hidden = !isShown;
    this.hint.hidden = isShown || !result?.outputs;
    say(this.hint, this.data.labels.hint);
    if (isLeft) this.#focusOpener();
    if (!isShown) return;
    this.#paintCrumbs(open);
    this.#paintPanel(open, result);
    if (isNew && this.opener !== document.body) root.focus({ preventScroll: true });
    if (isNew) this.#bringIntoSight();
  }

  /** Closed, the focus returns to what had opened it, or else to the network. */
  #focusOpener() {
    const { opener } = this;
    const isThere = opener?.isConnected && opener !== document.body;
    (isThere ? opener : document.querySelector(".hr-network button.title"))?.focus({ preventScroll: true });
  }

  /** While the canvas is blank, what is to be done stands there. */
  #paintPanel(open, result) {
    this.#build(open);
    const { panel, note, body } = this;
    body.hidden = !result?.outputs;
    const text = body.hidden ? this.verdict.text : panel.note ?? "";
    say(note, text);
    note.hidden = !text;
    if (!body.hidden) panel.paint(open.numbers, result);
  }

  /** A panel, unlike a sheet, can be hidden behind the network that stays in sight. */
  #bringIntoSight() {
    const { position, scrollMarginTop } = getComputedStyle(this.root);
    const { top } = this.root.getBoundingClientRect();
    if (position !== "fixed" && top < parseFloat(scrollMarginTop))
      this.root.scrollIntoView({ block: "start" });
  }

  #build({ stage, numbers }) {
    const Panel = panelOf({ stage, numbers });
    const key = JSON.stringify([stage, Panel.name, this.data.labels]);
    if (this.built === key) return;
    this.built = key;
    this.panel = new Panel(this, stage);
    this.body.replaceChildren(...this.panel.parts);
  }

  #paintCrumbs({ stage, numbers }) {
    const { labels } = this.data;
    const [unit, row, column, kernel, cell] = stage.kind === "units" || stage.kind === "logits"
      ? [numbers[0], undefined, undefined, ...numbers.slice(1)] : numbers;
    const steps = [[labels.network, null], [this.names.stage(stage), { stage, numbers: [] }]];
    const add = (text, count) => steps.push([text, { stage, numbers: numbers.slice(0, count) }]);
    if (stage.kind === "pixels") {
      if (numbers.length) add(this.names.fill("place", { row: unit, column: row }), 2);
    } else {
      if (unit !== undefined) add(this.names.unit(stage, unit), 1);
      if (row !== undefined) add(this.names.fill("place", { row, column }), 3);
      const depth = row === undefined ? 2 : 4;
      if (kernel !== undefined && stage.depths.includes(depth))
        add(this.names.fill("kernel", { number: kernel }), depth);
      if (cell !== undefined) add(labels.product, depth + 1);
    }
    const key = JSON.stringify(steps);
    if (this.crumbs.dataset.key === key) return;
    this.crumbs.dataset.key = key;
    const had = this.crumbs.contains(document.activeElement);
    this.crumbs.replaceChildren(...steps.map(([text, to], i) => {
      const item = document.createElement("li");
      const button = element("button", {}, text);
      button.type = "button";
      button.addEventListener("click", () => this.#open(to));
      if (i === steps.length - 1) button.setAttribute("aria-current", "step");
      item.append(button);
      return item;
    }));
    if (had) this.crumbs.lastChild.firstChild.focus();
    this.root.ariaLabel = steps.slice(1).map(([text]) => text).join(", ");
    this.closing.ariaLabel = this.closing.title = labels.close;
  }
}
