/**
 * How the strokes were cut into digits: all candidates between the places where one digit
 * may end, the ways through them, and how sure of a way and of a number that makes one.
 */

import { inkOf } from "../draw/canvas.js";
import { View } from "../draw/views.js";
import { element, say } from "../widgets/elements.js";
import * as formats from "../widgets/formats.js";
import { Graph } from "../widgets/graph.js";
import * as painting from "../widgets/painting.js";
import { decimal } from "../widgets/rounding.js";
import { CANDIDATE_WEIGHTS, STEP_WEIGHTS, takeScoreApart, takeWaysApart } from "./ways.js";
import { fill } from "./weighing.js";

/** Follows the pen; of several lines it shows that of the chosen digit. */
export class Lattice extends View {
  #shown = null; // {reading, taken, way, open}: what was painted last

  constructor(parent) {
    super(parent);
    this.note = element("p", { class: "hr-note" });
    this.graph = new Graph((part) => this.#press(part));
    this.part = element("div", { class: "hr-row" });
    this.table = element("table", { class: "hr-table ways" });
    this.sum = element("p", { class: "hr-sum" });
    this.below = element("div", { class: "hr-lattice" }, this.graph.element, this.part,
      element("div", { class: "hr-wide" }, this.table), this.sum);
    parent.append(this.note, this.below);
  }

  paint() {
    const { labels } = this.data;
    const { found } = this.surface;
    const line = this.surface.number ? found.figures[this.surface.chosen].line : 0;
    const reading = found?.readings[line];
    say(this.note, this.#verdict(found, line));
    this.below.hidden = !reading || reading.lattice.count < 2;
    if (this.below.hidden) return;
    const figures = this.figures?.filter((figure) => figure.line === line) ?? [];
    const isCut = reading.digits.length > 1;
    const confidences = isCut ? figures.map(({ result }) => result.confidence) : [];
    const key = JSON.stringify([confidences, line]);
    if (this.#shown?.reading !== reading || this.#shown.key !== key || this.#shown.labels !== labels) {
      const taken = takeWaysApart(reading.lattice, confidences);
      const first = found.figures.findIndex((figure) => figure.line === line);
      this.#shown = { reading, taken, key, labels, first, way: 0, open: null };
      this.#build();
      this.#paintSum(figures, isCut);
    }
  }

  /** What came of the cutting, in a sentence. */
  #verdict(found, line) {
    const { labels } = this.data;
    if (!this.model?.weights) return this.model?.progress === null ? labels.away : "";
    if (this.surface.strokes.length && (found?.readings[line].lattice.count ?? 1) < 2) return labels.single;
    if (!found) return "";
    const { digits, best } = found.readings[line];
    if (digits.length < 2) return best.length > 1 ? labels.improbable : labels.whole;
    const count = found.readings.length;
    return count > 1 ? formats.fill(labels.line, { line: line + 1, count }) : "";
  }

  #build() {
    this.#buildGraph();
    this.#buildWays();
    this.#paintPart();
  }

  /** Opens a candidate or a cut; what is open closes. */
  #press(part) {
    const open = this.#shown.open === part ? null : part;
    this.#shown.open = open;
    this.graph.mark(open);
    this.#paintPart();
  }

  #buildGraph() {
    const { labels } = this.data;
    const { reading: { lattice: { candidates, count } }, taken: { ways, scores }, way, first } = this.#shown;
    const { candidates: along, cuts } = ways[way];
    this.graph.update({
      label: labels.graph,
      widths: Array(count).fill(1),
      cuts: cuts.map((score, i) => ({
        part: `${along[i]},${along[i + 1]}`, at: candidates[along[i]].end, score, name: formats.fill(labels.cut, { score }),
      })),
      edges: candidates.map(({ begin, end, digit, given }, number) => {
        const place = along.indexOf(number), score = scores[number];
        return {
          part: String(number), begin, end, picture: pictured(given), text: String(digit ?? "?"), score,
          name: formats.fill(labels.candidate, { digit: digit ?? labels.none, begin: begin + 1, end, score }),
          ink: place < 0 ? null : inkOf(first + place),
        };
      }),
    });
    this.graph.mark(this.#shown.open);
  }

  /** What the score of a candidate, or of a cut, is the sum of. */
  #paintPart() {
    const { labels } = this.data;
    const { reading: { lattice }, taken: { places }, open } = this.#shown;
    this.part.hidden = open === null;
    if (open === null) return;
    const [left, right] = open.split(",").map(Number);
    const step = lattice.steps.find((each) => each.left === left && each.right === right);
    const part = step ?? lattice.candidates[left];
    const rows = step ? takeScoreApart(step, labels.step, STEP_WEIGHTS, places)
      : takeScoreApart(part, labels.features, CANDIDATE_WEIGHTS, places);
    const cell = (text) => element("td", {}, text);
    const head = (text) => element("th", { scope: "row" }, text);
    const table = element("table", { class: "hr-table" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, step ? labels.cutScore : labels.candidateScore),
        ...labels.heads.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {},
        ...rows.map(({ name, value, weight, product }) =>
          element("tr", {}, head(name), cell(value), cell(`× ${weight}`), cell(`= ${product}`))),
        element("tr", { class: "best" }, head(labels.sum), cell(""), cell(""),
          element("td", {}, element("b", {}, decimal(part.score, places))))));
    const pictures = (step ? [left, right] : [left]).map((number) => {
      const canvas = element("canvas");
      painting.paintGrey(canvas, pictured(lattice.candidates[number].given), 28);
      return element("div", { class: "hr-picture" }, canvas);
    });
    this.part.replaceChildren(...pictures, element("div", { class: "hr-wide" }, table));
  }

  #buildWays() {
    const { labels } = this.data;
    const { reading: { lattice: { candidates } }, taken } = this.#shown;
    const sign = (text) => (text.startsWith("−") ? ` −\u00a0${text.slice(1)}` : ` +\u00a0${text}`);
    const row = (head, sum, cells, isBest) => element("tr", { class: isBest ? "best" : "" },
      element("th", { scope: "row" }, head), element("td", {}, sum),
      ...cells.map((text) => element("td", {}, text)));
    const rows = taken.ways.map(({ candidates: along, cuts, score, weight, probability }, i) => {
      const shown = element("button", { type: "button", class: "way", "aria-pressed": String(i === this.#shown.way) },
        along.map((number) => candidates[number].digit ?? "?").join(" | "));
      shown.addEventListener("click", () => {
        Object.assign(this.#shown, { way: i, open: null });
        this.#build();
      });
      const terms = along.flatMap((number, k) => (k ? [cuts[k - 1], taken.scores[number]] : [taken.scores[number]]));
      const sum = terms.map((text, k) => (k ? sign(text) : text)).join("");
      return row(shown, sum, [`= ${score}`, weight, `${probability}\u00a0%`], !i);
    });
    const { count, weight, probability } = taken.others;
    if (count > 0) rows.push(row(formats.fill(labels.others, { count: formats.whole(count) }), "", ["", weight, `${probability}\u00a0%`]));
    rows.push(row(formats.fill(labels.all, { count: formats.whole(taken.count) }), "", ["", taken.sum, "100\u00a0%"]));
    this.table.replaceChildren(
      element("thead", {}, element("tr", {}, ...labels.ways.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows));
  }

  /** From the cuts' probability to the number's confidence. */
  #paintSum(figures, isCut) {
    const { labels } = this.data;
    this.sum.hidden = !isCut;
    if (!isCut) return;
    const [cuts, ...rest] = this.#shown.taken.factors;
    const total = rest.pop();
    const isSaid = figures.some(({ result }) => result.entry);
    fill(this.sum, [
      `${cuts} `, ["small", labels.cuts],
      ...rest.flatMap((factor, i) => [`× ${factor} `, ["small", figures[i].result.digit ?? "?"]]),
      "= ", ["b", total], " ", ["small", labels.confidence],
      ...(isSaid ? [["small", labels.memory]] : []),
    ]);
  }
}

/** What the network was given for a candidate. */
function pictured({ image }) { return { values: image, width: 28, height: 28, high: 255 }; }
