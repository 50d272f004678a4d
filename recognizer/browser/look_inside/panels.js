/**
 * The panels of what can be open in the network: each shows a kind of stage, or one part
 * of it down to a product, and follows the pen.
 */

import { element, say } from "../widgets/elements.js";
import { whole } from "../widgets/formats.js";
import { buttons, Numbers, Picture } from "../widgets/grid.js";
import * as painting from "../widgets/painting.js";
import { addingUp, decimal, scientific } from "../widgets/rounding.js";
import { inputsOf, peak, takeApart, takePoolingApart, takeSoftmaxApart } from "./anatomy.js";
import { Inside } from "./overview.js";
import * as place from "./place.js";
import { fill, Weighing } from "./weighing.js";

/** All maps or units of a layer, large enough to choose from. */
class Layer {
  constructor(view, stage) {
    Object.assign(this, { view, stage });
    const [first, count] = stage.limits[0];
    const pick = (index) => place.go({ stage, numbers: [first + index] });
    this.isUnits = stage.kind === "units";
    if (this.isUnits) {
      let width = 64;
      while (stage.maps % width) width >>= 1;
      this.shape = { width, height: stage.maps / width };
      this.picture = new Picture((row, column) => pick(row * width + column));
      this.picture.frame.classList.add("wide");
      this.parts = [this.picture.element];
      this.note = view.data.labels.aboutUnits;
      return;
    }
    this.group = buttons(count, (index) => view.names.unit(stage, first + index), pick,
      "<canvas></canvas><span></span>");
    this.group.className = "hr-choice";
    this.parts = [this.group];
    this.note = stage.kind === "logits" ? view.data.labels.aboutLogits : view.data.labels.aboutMaps;
  }

  paint(_, result) {
    const { view, stage, group, shape } = this;
    if (stage.kind === "logits") return this.#paintLogits(result);
    const [values, range] = Inside.values(stage, result);
    if (this.isUnits)
      return this.picture.paint(view.names.stage(stage), values, shape, view.colours.sequential, range);
    const { side, maps } = stage;
    [...group.children].forEach(({ children: [canvas, number] }, map) => {
      const shape = { width: side, height: side, maps, map };
      painting.show(canvas, painting.picture(values, shape, view.colours.sequential, range));
      say(number, map + 1);
    });
  }

  #paintLogits({ own }) {
    const most = painting.reach(own.logits);
    [...this.group.children].forEach(({ children: [canvas, text] }, digit) => {
      painting.show(canvas, painting.picture([own.logits[digit]], ONE_MAP, this.view.colours.signed, [-most, most]));
      say(text, `${digit}: ${decimal(own.logits[digit], 2)}`);
    });
  }
}

const ONE_MAP = { width: 1, height: 1, maps: 1, map: 0 };

/** One value of a convolution's map: what it looks at, and how it was computed. */
class Value {
  constructor(view, stage) {
    Object.assign(this, { view, stage });
    const { labels } = view.data;
    this.note = stage.limits[3][1] > 1
      ? view.names.fill("aboutKernels", { count: stage.limits[3][1] }) : labels.aboutKernel;
    const go = (...numbers) => place.go({ stage, numbers: [this.map + 1, ...numbers] });
    this.seen = new Picture();
    this.before = new Picture(go);
    this.after = new Picture(go);
    this.weighing = new Weighing(view, stage, (chosen) => {
      const [, channels] = stage.limits[3];
      go(...this.place, channels > 1 ? chosen[0] : 1, ...chosen.slice(1));
    });
    const row = element("div", { class: "hr-row" });
    row.append(...[this.seen, this.before, this.after].map((each) => each.element), this.weighing.all);
    this.parts = [row, this.weighing.element];
  }

  paint([unit, row, column, ...chosen], { outputs }) {
    const { view, stage: { number, side, maps }, weighing } = this;
    const { labels } = view.data;
    const output = outputs[number];
    const map = this.map = unit - 1;
    this.place = row === undefined ? peak(output.activation, side, maps, map) : [row, column];
    const inputs = inputsOf(outputs, view.reading.image, number);
    const sum = takeApart(view.layerOf(this.stage), view.model.weights, inputs, map, this.place);
    const at = (this.place[0] * side + this.place[1]) * maps + map;
    weighing.paint(sum, output.preActivation[at], output.activation[at], chosen,
      (channel, cell) => this.#source(sum, inputs, channel, cell));
    const [y, x] = this.place;
    const margin = (sum.height - 1) >> 1;
    const most = painting.reach(output.preActivation) || 1, active = painting.reach(output.activation);
    const [channel] = chosen.length ? chosen : [weighing.channel + 1];
    const shape = { width: side, height: side, maps, map };
    this.seen.paint(
      number ? view.names.fill("inputMap", { number: channel }) : labels.seen, inputs.values,
      { width: inputs.side, height: inputs.side, maps: inputs.maps, map: channel - 1 },
      number ? view.colours.sequential : painting.GREY, [0, number ? painting.reach(inputs.values) : 1],
      [y - margin, x - margin, sum.height, sum.width]);
    const box = [y, x, 1, 1];
    const spoken = (value) => `${view.names.fill("place", { row: y, column: x })}: ${decimal(value)}`;
    this.before.paint(labels.before, output.preActivation, shape, view.colours.signed, [-most, most],
      box, spoken(output.preActivation[at]));
    this.after.paint(labels.after, output.activation, shape, view.colours.sequential, [0, active],
      box, spoken(output.activation[at]));
  }

  /** Where an input was computed. */
  #source({ height, width }, { side }, channel, cell) {
    const { number } = this.stage;
    const row = this.place[0] + Math.floor(cell / width) - ((height - 1) >> 1);
    const column = this.place[1] + (cell % width) - ((width - 1) >> 1);
    if (Math.min(row, column) < 0 || Math.max(row, column) >= side) return null;
    return before(this.view, number, channel, row, column);
  }
}

/** Where the input of a layer was computed: in the stage before. */
function before({ stages }, number, map, row, column) {
  const index = stages.findIndex((stage) => stage.number === number);
  const stage = stages[index - 1];
  if (stage.kind === "pixels") return { stage, numbers: [row, column] };
  return { stage, numbers: stage.kind === "units" ? [map + 1] : [map + 1, row, column] };
}

/** One value of a pooled map: the largest of four. */
class Pooled {
  constructor(view, stage) {
    Object.assign(this, { view, stage });
    this.note = view.data.labels.aboutPooling;
    const go = (row, column) => place.go({ stage, numbers: [this.map + 1, row, column] });
    this.before = new Picture((row, column) => {
      const last = stage.side - 1;
      go(Math.min(last, row >> 1), Math.min(last, column >> 1));
    });
    this.after = new Picture(go);
    this.four = new Numbers(4, 2, () => "", (cell) => place.go(this.#source(cell)));
    const row = element("div", { class: "hr-row middle" });
    row.append(this.before.element, element("span", { class: "sign" }, "→"), this.four.element,
      element("span", { class: "sign" }, "→"), this.after.element);
    this.all = element("p", { class: "hr-sum" });
    this.parts = [row, this.all];
  }

  #at(cell) {
    const [row, column] = this.place ?? [0, 0];
    return [2 * row + (cell >> 1), 2 * column + (cell & 1)];
  }

  #source(cell) {
    const stage = this.view.stages.find(({ number, kind }) =>
      number === this.stage.number && kind === "maps");
    return { stage, numbers: [this.map + 1, ...this.#at(cell)] };
  }

  paint([unit, row, column], { outputs }) {
    const { view, stage: { number, side, maps } } = this;
    const { labels } = view.data;
    const output = outputs[number];
    const map = this.map = unit - 1;
    const [y, x] = this.place = row === undefined ? peak(output.pooled, side, maps, map) : [row, column];
    const { values, winner } = takePoolingApart(output, map, this.place);
    const range = [0, painting.reach(output.activation)];
    const { sequential } = view.colours;
    const shown = values.map((value) => decimal(value));
    const spoken = `${view.names.fill("place", { row: y, column: x })}: ${shown[winner]}`;
    this.before.paint(labels.after, output.activation,
      { width: output.side, height: output.side, maps, map }, sequential, range, [2 * y, 2 * x, 2, 2], spoken);
    this.four.paint(labels.four, values, shown, sequential, range, winner);
    this.after.paint(labels.pooled, output.pooled, { width: side, height: side, maps, map },
      sequential, range, [y, x, 1, 1], spoken);
    fill(this.all, [`max(${shown.join(", ")}) = `, ["b", shown[winner]]]);
  }
}

/** A unit or a logit: what it weighs. */
class Unit {
  constructor(view, stage) {
    Object.assign(this, { view, stage });
    const [, channels] = stage.limits[1], [, size] = stage.limits[2];
    const count = whole(channels * size);
    this.note = view.names.fill("aboutWeights", { count });
    this.weighing = new Weighing(view, stage, (chosen) =>
      place.go({ stage, numbers: [this.unit, ...chosen] }));
    this.parts = [this.weighing.all, this.weighing.element];
  }

  paint([unit, ...chosen], { outputs, own }) {
    const { view, stage } = this;
    const isLogit = stage.kind === "logits";
    this.unit = unit;
    const index = unit - stage.limits[0][0];
    const inputs = inputsOf(outputs, view.reading.image, stage.number);
    const sum = takeApart(view.layerOf(stage), view.model.weights, inputs, index);
    const computed = isLogit ? own.logits[index] : outputs[stage.number].preActivation[index];
    const activation = isLogit ? null : outputs[stage.number].activation[index];
    const sourceOf = (channel, cell) => inputs.side > 1
      ? before(view, stage.number, channel, Math.floor(cell / inputs.side), cell % inputs.side)
      : before(view, stage.number, cell);
    this.weighing.paint(sum, computed, activation, chosen, sourceOf);
  }
}

/** From the logits to the probabilities, in a table. */
class Softmax {
  constructor(view, stage) {
    Object.assign(this, { view, stage });
    const { labels } = view.data;
    const temperature = view.model.card.temperature.toFixed(3);
    this.note = view.names.fill("aboutSoftmax", { temperature });
    const heads = [labels.digitHead, labels.logit, labels.scaled, labels.exponential, labels.probability];
    const table = element("table", { class: "hr-table" });
    table.innerHTML = `<thead><tr>${`<th scope="col"></th>`.repeat(5)}<td></td></tr></thead><tbody>
      ${`<tr><th scope="row"></th><td></td><td></td><td></td><td></td><td class="bar"><i></i></td></tr>`.repeat(11)}
      </tbody>`;
    [...table.querySelectorAll("thead th")].forEach((cell, i) => say(cell, heads[i]));
    this.rows = [...table.tBodies[0].rows];
    const logits = view.stages.find(({ kind }) => kind === "logits");
    this.rows.slice(0, 10).forEach(({ cells: [head] }, digit) =>
      fill(head, [["button", String(digit), { stage: logits, numbers: [digit] }]]));
    this.rows[10].cells[5].replaceChildren();
    const wide = element("div", { class: "hr-wide" });
    wide.append(table);
    this.parts = [wide];
  }

  paint(_, { logits, digit }) {
    const { card } = this.view.model;
    const { scaled, exponentials, total, probabilities } = takeSoftmaxApart(logits, card.temperature);
    const parts = addingUp(probabilities.map((each) => 100 * each), 100, 4);
    for (let i = 0; i < 10; i++) {
      const [, ...cells] = this.rows[i].cells;
      const texts = [decimal(logits[i], 4), decimal(scaled[i], 4), scientific(exponentials[i]),
        `${decimal(parts[i], 4)}\u00a0%`];
      texts.forEach((text, k) => say(cells[k], text));
      cells[4].firstChild.style.width = `${parts[i]}%`;
      this.rows[i].classList.toggle("best", i === digit);
    }
    const [head, , , sum, all] = this.rows[10].cells;
    say(head, this.view.data.labels.sumHead);
    say(sum, scientific(total));
    say(all, "100\u00a0%");
  }
}

/** The image: what a grey level becomes. */
class Pixels {
  constructor(view, stage) {
    Object.assign(this, { view, stage });
    this.note = view.data.labels.aboutPixels;
    this.picture = new Picture((row, column) => place.go({ stage, numbers: [row, column] }));
    this.all = element("p", { class: "hr-sum" });
    this.parts = [this.picture.element, this.all];
  }

  paint([row, column]) {
    const { view, stage: { side } } = this;
    const { image } = view.reading;
    const [y, x] = row === undefined ? peak(image, side, 1, 0) : [row, column];
    const level = image[y * side + x];
    const value = decimal(level / 255);
    this.picture.paint(view.data.labels.seen, image, { width: side, height: side }, painting.GREY, [0, 255],
      [y, x, 1, 1], `${view.names.fill("place", { row: y, column: x })}: ${value}`);
    fill(this.all, [["small", view.data.labels.grey], `${level} ÷ 255 = `, ["b", value]]);
  }
}

const PANELS = {
  pixels: Pixels, maps: Value, pooled: Pooled, units: Unit, logits: Unit, softmax: Softmax,
};
const OF_MANY = new Set(["maps", "pooled", "units", "logits"]);

/** What shows a stage, or a part of it. */
export function panelOf({ stage, numbers }) {
  return !numbers.length && OF_MANY.has(stage.kind) ? Layer : PANELS[stage.kind];
}
