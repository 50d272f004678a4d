/**
 * The drawing played back: all that follows the drawing follows it, and a chart shows how
 * the probabilities changed on the way.
 */

import { firstPart, lengthOf, toJson } from "../draw/canvas.js";
import { View } from "../draw/views.js";
import { NoImage, preprocess } from "../network/ink.js";
import { answer } from "../network/network.js";
import { say } from "../widgets/elements.js";
import * as frames from "../widgets/frames.js";

const STEPS = 24; // points of a curve, and steps of the buttons
const SPEED = 160; // units a second
const NAMED = 0.3; // the probability from which on a curve bears its digit

const button = (name, icon) =>
  `<button type="button" name="${name}"><i aria-hidden="true">${icon}</i></button>`;
const grid = [0, 0.5, 1].map((part) => `<path class="grid" d="M0 ${100 - 100 * part}H240"/>`).join("");

/** Play, pause and step; the chart can be pressed too. */
export class Playback extends View {
  constructor(element) {
    super(element);
    element.innerHTML = `<div class="hr-play">${button("back", "skip_previous")}
        ${button("play", "play_arrow")} ${button("on", "skip_next")}
        <input type="range" min="0" max="1" step="any"></div>
      <figure class="hr-figure"><figcaption></figcaption><div class="hr-growth">
        <svg viewBox="0 0 240 100" preserveAspectRatio="none" role="img">${grid}
          ${"<polyline/>".repeat(10)}<path class="now"/></svg></div></figure>`;
    const [controls, figure] = element.children;
    [this.caption, this.chart] = figure.children;
    this.svg = this.chart.firstElementChild;
    this.lines = [...this.svg.querySelectorAll("polyline")];
    this.now = this.svg.querySelector(".now");
    this.slider = controls.querySelector("input");
    this.buttons = Object.fromEntries([...controls.querySelectorAll("button")].map((each) => [each.name, each]));
    this.buttons.play.addEventListener("click", () => this.#turn(!this.isPlaying));
    this.buttons.back.addEventListener("click", () => this.#step(Math.ceil(this.part * STEPS - 0.01) - 1));
    this.buttons.on.addEventListener("click", () => this.#step(Math.floor(this.part * STEPS + 0.01) + 1));
    this.slider.addEventListener("input", () => this.#go(this.slider.valueAsNumber));
    const press = ({ clientX, buttons }) => {
      const { left, width } = this.chart.getBoundingClientRect();
      if (buttons & 1) this.#go(Math.min(1, Math.max(0, (clientX - left) / width)));
    };
    for (const name of ["pointerdown", "pointermove"]) this.chart.addEventListener(name, press);
  }

  close() {
    super.close();
    this.isPlaying = false;
    this.surface.play(null);
  }

  get part() { return this.surface.part ?? 1; }

  /** Shows a part, and plays no further. */
  #go(part) {
    this.isPlaying = false;
    this.surface.play(part);
    frames.repaint();
  }

  #step(number) { this.#go(Math.min(STEPS, Math.max(0, number)) / STEPS); }

  #turn(isOn) {
    this.isPlaying = isOn;
    frames.repaint();
    if (!isOn) return;
    let last = performance.now(), part = this.part < 1 ? this.part : 0;
    const way = Math.max(1, lengthOf(this.surface.subject));
    const go = (time) => {
      if (!this.isPlaying || (this.surface.part === null && part > 0)) return this.#stop();
      part = Math.min(1, part + (Math.max(0, time - last) / 1000) * SPEED / way);
      last = time;
      this.surface.play(part);
      if (part < 1) requestAnimationFrame(go);
      else this.#stop();
    };
    this.surface.play(part);
    requestAnimationFrame(go);
  }

  #stop() {
    this.isPlaying = false;
    frames.repaint();
  }

  paint() {
    const { labels } = this.data;
    const texts = { back: labels.back, play: this.isPlaying ? labels.pause : labels.play, on: labels.on };
    for (const [name, each] of Object.entries(this.buttons))
      if (each.title !== texts[name]) each.title = each.ariaLabel = texts[name];
    say(this.buttons.play.firstChild, this.isPlaying ? "pause" : "play_arrow");
    this.slider.ariaLabel = labels.ink;
    this.slider.ariaValueText = `${Math.round(100 * this.part)}\u00a0%`;
    this.slider.value = this.part;
    say(this.caption, labels.growth);
    this.svg.ariaLabel = labels.growth;
    this.now.setAttribute("d", `M${240 * this.part} 0V100`);
    if (this.model?.weights && !this.surface.open.length) this.#paintCurves();
  }

  /** One point a frame, until all are there. */
  #paintCurves() {
    const { surface, model } = this;
    const { strokes } = surface.drawing;
    const places = String(surface.places);
    if (this.of !== strokes || this.at !== places || this.by !== model)
      Object.assign(this, { of: strokes, at: places, by: model, points: [] });
    if (this.points.length > STEPS) return;
    this.points.push(this.#read(firstPart(surface.subject, this.points.length / STEPS)));
    if (this.points.length > STEPS) this.#drawCurves();
    else frames.repaint();
  }

  /** The ten probabilities; null where there is nothing to read yet. */
  #read(strokes) {
    try {
      const { image } = preprocess(toJson(strokes).objects);
      return answer(this.model.values(image).logits, this.model.card).probabilities;
    } catch (error) {
      if (error instanceof NoImage) return null;
      throw error;
    }
  }

  #drawCurves() {
    const { points, lines, chart } = this;
    const last = points.at(-1);
    const best = last ? last.indexOf(Math.max(...last)) : null;
    for (const name of chart.querySelectorAll("span")) name.remove();
    lines.forEach((line, digit) => {
      const places = points.flatMap((each, i) =>
        (each ? [[i / STEPS, each[digit]]] : []));
      line.setAttribute("points", places.map(([x, y]) => `${240 * x},${100 - 100 * y}`).join(" "));
      line.classList.toggle("best", digit === best);
      const [x, y] = places.reduce((top, each) => (each[1] > top[1] ? each : top), [0, 0]);
      if (y < NAMED) return;
      const name = document.createElement("span");
      name.textContent = digit;
      name.className = digit === best ? "best" : "";
      Object.assign(name.style, { left: `${100 * x}%`, top: `${100 - 100 * y}%` });
      chart.append(name);
    });
  }
}
