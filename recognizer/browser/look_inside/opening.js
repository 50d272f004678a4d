/**
 * What is open in the network: a stage, a map or unit, one value of it, one product. It
 * follows the pen.
 */

import { element, say } from "../widgets/elements.js";
import { Inside } from "./overview.js";
import { panelOf } from "./panels.js";
import * as place from "./place.js";

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
  }

  close() {
    super.close();
    document.removeEventListener("keydown", this.escape);
  }

  layerOf({ number }) { return this.model.card.layers[number]; }

  get #place() { return this.model?.weights ? place.current(this.stages) : null; }

  /** Goes on or back; closed, the focus returns to what had opened it. */
  #open(to) {
    place.go(to);
    if (!to) this.opener?.focus({ preventScroll: true });
  }

  paint() {
    const open = this.#place, { result } = this;
    const isShown = Boolean(open && result?.outputs);
    const isNew = isShown && this.root.hidden;
    if (isNew) this.opener = document.activeElement;
    this.root.hidden = !isShown;
    this.hint.hidden = isShown || !result?.outputs;
    say(this.hint, this.data.labels.hint);
    if (!isShown) return;
    this.#build(open);
    this.#paintCrumbs(open);
    this.panel.paint(open.numbers, result);
    if (isNew && this.opener !== document.body) this.root.focus({ preventScroll: true });
    if (isNew) this.#bringIntoSight();
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
    say(this.note, this.panel.note ?? "");
    this.note.hidden = !this.panel.note;
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
