/** The digits of a number, each in its colour and with its probability. */

import { say } from "../widgets/elements.js";
import * as formats from "../widgets/formats.js";
import { inkOf } from "./canvas.js";

const SIGN = 0.8; // its width, in digits

export class Figures {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "hr-number";
    this.element.role = "group";
    this.lengths = ""; // of the lines that there are buttons for
  }

  /**
   * @param {import("./views.js").View} view whose surface is told what is chosen
   * @param {object[] | null} figures of `view`; null hides all
   */
  paint({ data: { labels }, surface }, figures) {
    this.element.hidden = !figures;
    if (!figures) return;
    const lengths = [], widths = [];
    for (const { line, sign } of figures) {
      lengths[line] = (lengths[line] ?? 0) + 1;
      widths[line] = (widths[line] ?? 0) + 1 + (sign ? SIGN : 0);
    }
    if (this.lengths !== lengths.join()) this.#build(lengths, surface);
    this.element.style.setProperty("--hr-count", Math.max(...widths));
    this.element.ariaLabel = labels.number;
    figures.forEach(({ sign, result: { digit, confidence } }, i) => {
      const button = this.buttons[i];
      const sure = formats.probability(confidence);
      say(button.children[0], `${formats.sign(sign)}${digit ?? "?"}`);
      say(button.children[1], sure);
      const name = digit === null ? labels.none : labels.figure.replace("{digit}", digit);
      const spoken = `${name} ${labels.sure.replace("{confidence}", sure)}`;
      if (button.ariaLabel !== spoken) button.ariaLabel = spoken;
      button.ariaPressed = String(i === surface.chosen);
    });
  }

  #build(lengths, surface) {
    this.lengths = lengths.join();
    this.buttons = [];
    this.element.style.setProperty("--hr-lines", lengths.length);
    this.element.replaceChildren(...lengths.map((length) => {
      const row = document.createElement("div");
      for (let i = 0; i < length; i++) {
        const button = document.createElement("button");
        const place = this.buttons.push(button) - 1;
        button.type = "button";
        button.innerHTML = "<b></b><span></span>";
        button.style.setProperty("--hr-ink", inkOf(place));
        button.addEventListener("click", () => surface.choose(place));
        row.append(button);
      }
      return row;
    }));
  }
}
