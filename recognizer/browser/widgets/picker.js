/**
 * HTML of the server's with buttons, of which it is told the one that was pressed. Those
 * of a group are one tab stop.
 */

import { rove, settle } from "./grid.js";

/** Shows elements with `data-pick`; `data-group` holds those that the arrow keys join. */
export class Picker {
  constructor(element) {
    this.root = element.appendChild(document.createElement("div"));
    this.root.className = "hr-picker";
    this.root.addEventListener("click", ({ target }) => {
      const chosen = target.closest("[data-pick]");
      if (chosen) this.setTriggerValue("picked", chosen.dataset.pick);
    });
  }

  update({ data, setTriggerValue }) {
    const { root } = this;
    this.setTriggerValue = setTriggerValue;
    const had = root.contains(document.activeElement) && document.activeElement.dataset.pick;
    root.innerHTML = data.html;
    for (const group of root.querySelectorAll("[data-group]")) rove(group);
    const again = had && root.querySelector(`[data-pick="${CSS.escape(had)}"]`);
    if (!again) return;
    const group = again.closest("[data-group]");
    if (group) settle(group, again);
    again.focus({ preventScroll: true });
  }

  close() {}
}
