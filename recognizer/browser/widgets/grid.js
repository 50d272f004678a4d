/**
 * Pictures and numbers of which one can be chosen: by pointer, or with the arrow keys.
 * Each group is one tab stop.
 */

import { say } from "./elements.js";
import * as painting from "./painting.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Makes the buttons of a group one tab stop; arrow keys go from one to the next. */
export function rove(group) {
  group.addEventListener("focusin", ({ target }) => settle(group, target));
  group.addEventListener("keydown", (event) => {
    const all = buttonsOf(group);
    const ends = { Home: all[0], End: all.at(-1) };
    const [down, right] = STEPS[event.key] ?? [];
    if (down === undefined && !ends[event.key]) return;
    handled(event);
    const top = (button) => button.getBoundingClientRect().top;
    const columns = all.filter((each) => top(each) === top(all[0])).length;
    const next = all[all.indexOf(event.target) + down * columns + right];
    (ends[event.key] ?? next)?.focus();
  });
  settle(group, buttonsOf(group)[0]);
}

function buttonsOf(group) { return [...group.querySelectorAll("button")]; }

/** Makes one of a group's buttons the one that Tab goes to. */
export function settle(group, chosen) {
  for (const each of buttonsOf(group)) each.tabIndex = each === chosen ? 0 : -1;
}

/** A key that did its work here is not to do another's. */
function handled(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Marks one of a group's buttons as the open one, or none. */
export function mark(group, index) {
  [...group.children].forEach((each, i) => {
    markIf(i === index, each);
    if (i === index && !group.contains(document.activeElement)) settle(group, each);
  });
}

/** Marks a button as the open one, or not. */
export function markIf(isOpen, button) {
  if (isOpen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

/** Buttons that tell which of them was pressed. */
export function buttons(count, nameOf, onPick, content = "") {
  const group = document.createElement("div");
  group.role = "group";
  group.innerHTML = `<button type="button">${content}</button>`.repeat(count);
  [...group.children].forEach((each, i) => {
    each.title = nameOf(i);
    each.addEventListener("click", () => onPick(i));
  });
  rove(group);
  return group;
}

/** All maps of a layer in one picture, each a button. */
export class Mosaic {
  constructor(count, columns, nameOf, onPick) {
    this.columns = columns;
    this.element = document.createElement("div");
    this.element.className = "hr-mosaic";
    this.element.style.setProperty("--columns", columns);
    this.element.style.setProperty("--rows", Math.ceil(count / columns));
    this.canvas = document.createElement("canvas");
    this.group = buttons(count, nameOf, onPick);
    this.element.append(this.canvas, this.group);
  }

  paint(values, { side, maps }, colours, range) {
    painting.show(this.canvas, painting.mosaic(values, { side, maps, columns: this.columns }, colours, range));
  }
}

/** A picture under its caption; its places can be chosen if somebody hears of it. */
export class Picture {
  constructor(onPick = null) {
    this.element = document.createElement("figure");
    this.element.className = "hr-figure";
    this.element.innerHTML = `<figcaption></figcaption>
      <div class="hr-picture"><canvas role="img"></canvas><i></i></div>`;
    [this.caption, this.frame] = this.element.children;
    [this.canvas, this.box] = this.frame.children;
    if (onPick) this.#listen(onPick);
  }

  /**
   * @param {string} text what it shows
   * @param {ArrayLike<number>} values, shape, colours, range: see `picture` in painting.js
   * @param {number[]} [box] row, column, height and width of a frame
   * @param {string} [spoken] what is in the frame, for people who do not see it
   */
  paint(text, values, shape, colours, range, box, spoken = "") {
    say(this.caption, text);
    this.canvas.ariaLabel = spoken ? `${text}: ${spoken}` : text;
    painting.show(this.canvas, painting.picture(values, { maps: 1, map: 0, ...shape }, colours, range));
    this.shape = shape;
    this.place = box;
    this.box.hidden = !box;
    if (box) this.#frame(box, shape);
  }

  #frame([row, column, height, width], shape) {
    const [top, left] = [Math.max(row, 0), Math.max(column, 0)];
    const [bottom, right] = [Math.min(row + height, shape.height), Math.min(column + width, shape.width)];
    const part = (value, whole) => `${(100 * value / whole).toFixed(2)}%`;
    Object.assign(this.box.style, {
      top: part(top, shape.height), height: part(bottom - top, shape.height),
      left: part(left, shape.width), width: part(right - left, shape.width),
    });
  }

  #listen(onPick) {
    const { canvas, frame } = this;
    frame.classList.add("pick");
    canvas.tabIndex = 0;
    canvas.role = "button";
    const within = (value, count) => Math.max(0, Math.min(count - 1, Math.floor(value)));
    const pick = ({ clientX, clientY }) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      onPick(within((clientY - top) / height * this.shape.height, this.shape.height),
        within((clientX - left) / width * this.shape.width, this.shape.width));
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      pick(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) pick(event);
    });
    canvas.addEventListener("keydown", (event) => {
      const isPress = event.key === "Enter" || event.key === " ";
      const [down, right] = isPress ? [0, 0] : STEPS[event.key] ?? [];
      if (down === undefined) return;
      handled(event);
      const [row, column, height = 1, width = 1] = this.place ?? [0, 0];
      onPick(within(row / height + down, this.shape.height / height) * height,
        within(column / width + right, this.shape.width / width) * width);
    });
  }
}

/** A small grid of numbers on their colours, under its caption; each can be chosen. */
export class Numbers {
  constructor(count, columns, nameOf, onPick) {
    this.element = document.createElement("figure");
    this.element.className = "hr-figure";
    this.caption = document.createElement("figcaption");
    this.grid = buttons(count, nameOf, onPick);
    this.grid.className = "hr-grid";
    this.grid.style.setProperty("--columns", columns);
    this.element.append(this.caption, this.grid);
  }

  paint(text, values, shown, colours, range, chosen = null) {
    say(this.caption, text);
    this.grid.ariaLabel = text;
    [...this.grid.children].forEach((cell, i) => {
      painting.tint(cell, values[i], colours, range);
      say(cell, shown[i]);
    });
    mark(this.grid, chosen);
  }
}
