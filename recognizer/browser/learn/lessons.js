/**
 * Each lesson as a function: from what is set and dragged to what is seen. They know
 * nothing of the page: parts.js shows what they return.
 *
 * A lesson has
 *   begin(data)               what can be dragged, as it lies at first
 *   show(state, data)         the parts to be seen
 *   drag(name, place, state)  changes the state as something is dragged to a place
 * `state.set` holds the values of the controls, by their names; `data` is the server's,
 * see recognizer/ui/learn.
 */

import { inkOf } from "../draw/canvas.js";
import { fill, percent, whole } from "../widgets/formats.js";
import { decimal } from "../widgets/rounding.js";
import * as mathematics from "./mathematics.js";

const FIELD = 60; // cells along each side of a plane's coloured ground
const PLANE = { low: [-3, -3], side: 6 }, CELLS = cells(PLANE);

/** Base64 of single-precision numbers as an array with a shape. */
export function unpack({ shape, values }) {
  return { shape, values: new Float32Array(bytes(values).buffer) };
}

/** Base64 as bytes. */
function bytes(text) { return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); }

/** The middles of a plane's cells, row by row from the top. */
function cells({ low, side }) {
  const cell = side / FIELD;
  return Array.from({ length: FIELD * FIELD }, (_, i) => [
    low[0] + ((i % FIELD) + 0.5) * cell,
    low[1] + side - (Math.floor(i / FIELD) + 0.5) * cell,
  ]);
}

/** Log odds of the cells, made −1 to 1. */
function ground(odds) {
  const values = Float64Array.from(odds, (each) => 2 * mathematics.probability(each) - 1);
  return { values, width: FIELD, height: FIELD };
}

/** Examples as dots to drag: class 0 as blue circles, class 1 as red squares. */
function dots({ points, labels }, name) {
  return points.map((at, i) => ({ at, isSquare: labels[i] === 1, drag: `${name}.${i}` }));
}

/** A line right across the plane. */
function across(weights, look) {
  const { angle, shift } = mathematics.place(weights);
  const [x, y] = mathematics.direction(angle);
  const end = (far) => [shift * x - far * y, shift * y + far * x];
  return { path: [end(-9), end(9)], ...look };
}

/** Lets go of points: "examples.3" moves the fourth of `state.examples`. */
function move(name, place, state) {
  const [group, index] = name.split(".");
  const { points } = state[group];
  state[group] = { ...state[group], points: points.with(Number(index), place) };
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const SHIFT = 2.5, HANDLE = 1.7;

const line = {
  begin: ({ examples }) => ({ examples }),

  show({ set, examples }, { labels }) {
    const best = mathematics.fit(examples);
    const weights = mathematics.line(set.angle, set.shift, mathematics.place(best).steepness);
    const [x, y] = mathematics.direction(set.angle);
    const foot = [set.shift * x, set.shift * y];
    const tip = [foot[0] - HANDLE * y, foot[1] + HANDLE * x];
    const marks = [
      ...(set.best ? [across(best, { width: 0.9, dash: "3 2" })] : []),
      across(weights, { width: 0.9, drag: "shift" }),
      ...dots(examples, "examples"),
      { at: foot, handle: "shift", drag: "shift" },
      { at: tip, handle: "turn", drag: "turn" },
    ];
    const count = examples.points.length;
    const found = mathematics.logLikelihood(weights, examples);
    const right = mathematics.right((point) => mathematics.evidence(weights, point), examples);
    const highest = mathematics.logLikelihood(best, examples);
    return [{ row: [
      { plane: { ...PLANE, names: ["x₁", "x₂"], label: labels.plane, marks,
        ground: ground(CELLS.map((cell) => mathematics.evidence(weights, cell))) } },
      { pairs: [
        [labels.right, fill(labels.of, { right, count })],
        [labels.likelihood, decimal(found, 1)],
        [labels.highest, decimal(highest, 1)],
        [labels.mean, decimal(Math.exp(found / count), 3)],
      ] },
    ] }];
  },

  drag(name, place, state) {
    const { set } = state;
    if (name === "shift") {
      const [x, y] = mathematics.direction(set.angle);
      set.shift = clamp(place[0] * x + place[1] * y, -SHIFT, SHIFT);
    } else if (name === "turn") {
      // The line keeps its distance from the middle and runs through the place.
      const far = Math.hypot(...place);
      const along = Math.sqrt(Math.max(0, far ** 2 - set.shift ** 2));
      const turn = Math.atan2(place[1], place[0]) - Math.atan2(along, set.shift);
      const angle = (turn * 180) / Math.PI;
      set.angle = angle - 360 * Math.round(angle / 360);
    } else move(name, place, state);
  },
};

const STEPS = 30;
const BOWL = { low: [-1.5, -1.5], side: 4 };

const rate = {
  begin: ({ start }) => ({ start }),

  show({ set, start }, { bowl, rings, fixed, labels, loss }) {
    const downhill = (each) => mathematics.descend(bowl, start, each, STEPS);
    const curve = (name, places) => ({
      name, x: [...places.keys()], y: places.map((place) => mathematics.bowlLoss(bowl, place)),
    });
    const yours = downhill(set.rate);
    const curves = [
      curve(fill(labels.yours, { rate: Number(set.rate.toPrecision(6)) }), yours),
      ...fixed.map(([name, each]) => curve(name, downhill(each))),
    ];
    const marks = [
      ...rings.map((path) => ({ path, width: 0.3 })),
      { path: yours, width: 0.7 },
      ...yours.slice(1).map((at) => ({ at, isStep: true })),
      { at: start, handle: "move", drag: "start" },
    ];
    return [{ row: [
      { plane: { ...BOWL, names: labels.axes, label: labels.plane, marks } },
      { chart: { curves, x: labels.steps, y: labels.error, isLogarithmic: true, range: loss } },
    ] }, { note: labels.limit }];
  },

  drag(_name, place, state) { state.start = place; },
};

const CORNERS = { low: [-2.2, -2.2], side: 4.4 }, CORNER_CELLS = cells(CORNERS);

const xor = {
  begin: ({ examples }) => ({ examples }),

  show({ set, examples }, { starts, steps, rate, labels }) {
    const layers = starts[set.units][set.seed - 1].map(([kernel, bias]) => ({ kernel, bias }));
    const weights = mathematics.train(layers, examples, steps, rate);
    const odds = (logits, n) => logits[2 * n + 1] - logits[2 * n];
    const logits = mathematics.answers(weights, examples.points);
    const right = mathematics.sum(examples.labels, (label, n) => Number(odds(logits, n) > 0 === (label === 1)));
    const all = mathematics.answers(weights, CORNER_CELLS);
    const parameters = mathematics.sum(weights, ({ kernel, bias }) => kernel.length + bias.length);
    return [{ row: [
      { plane: { ...CORNERS, names: ["x₁", "x₂"], label: labels.plane,
        marks: dots(examples, "examples"), ground: ground(CORNER_CELLS.map((_, n) => odds(all, n))) } },
      { pairs: [
        [labels.right, fill(labels.of, { right, count: examples.labels.length })],
        [labels.loss, decimal(mathematics.crossEntropy(logits, examples.labels), 3)],
        [labels.parameters, String(parameters)],
      ] },
    ] }];
  },

  drag: move,
};

const memory = {
  begin: ({ examples, style }) => ({ examples, style }),

  show({ set, examples, style }, { labels }) {
    const part = (from, to) => ({ points: style.points.slice(from, to), labels: style.labels.slice(from, to) });
    const corrected = part(0, set.corrected), others = part(set.corrected);
    const weights = mathematics.fit(examples);
    const trained = mathematics.trainOn(examples, corrected);
    const remembering = (point) => mathematics.remember(weights, corrected, set.reach, point);
    const by = (weights) => (point) => mathematics.evidence(weights, point);
    const row = (name, said) => ({ name, cells: [others, examples].map((each) =>
      `${mathematics.right(said, each)} / ${each.labels.length}`) });
    const marks = [
      across(weights, { width: 0.9 }), across(trained, { width: 0.9, dash: "3 2" }),
      ...dots(examples, "examples"),
      ...dots(style, "style").map((dot, i) => ({ ...dot, isCorrected: i < set.corrected })),
    ];
    return [{ row: [
      { plane: { ...PLANE, names: ["x₁", "x₂"], label: labels.plane, marks, ground: ground(CELLS.map(remembering)) } },
      { table: { head: ["", labels.others, labels.old], rows: [
        row(labels.line, by(weights)), row(labels.memory, remembering), row(labels.trained, by(trained)),
      ] } },
    ] }];
  },

  drag: move,
};

const crossEntropy = {
  begin: () => ({}),

  show({ set }, { logits, image, batches, labels }) {
    const steps = mathematics.lossSteps(logits, set.truth);
    const columns = [["logits", 2], ["probabilities", 4], ["logs", 3], ["label", 0], ["products", 3]];
    const rows = logits.map((_, digit) => ({
      name: String(digit),
      cells: columns.map(([name, places]) => decimal(steps[name][digit], places)),
      isBest: digit === set.truth,
    }));
    const { size, passes, losses } = batches;
    const curve = (name, each) => ({
      name, x: losses[each].map(([step]) => (step * each) / size), y: losses[each].map(([, loss]) => loss),
    });
    const names = { [set.batch]: fill(labels.batches, { size: whole(set.batch) }), [size]: fill(labels.full, { size: whole(size) }) };
    return [
      { row: [
        { maps: [pixelated(image, labels.image)] },
        { table: { head: ["", ...labels.columns], rows } },
      ] },
      { heading: fill(labels.total, { total: decimal(steps.total, 3), loss: decimal(steps.loss, 3) }) },
      { control: "batch" },
      { chart: { curves: Object.keys(names).map((each) => curve(names[each], each)),
        x: labels.passes, y: labels.loss, range: batches.range } },
      { note: fill(labels.about, { small: whole(passes * Math.floor(size / set.batch)), full: passes }) },
    ];
  },
};

/** One map of an array whose last axis counts them. */
const one = ({ values, shape }, map) => ({ values, shape: shape.slice(0, 2), maps: shape.at(-1), map });
const reach = (values) => values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
const reduce = (values) => mathematics.sum(values, (each) => each);
const relu = ({ shape, values }) => ({ shape, values: values.map((each) => Math.max(0, each)) });

/** The largest of each 2 × 2 values. */
function pooled({ values, shape: [height, width, count] }) {
  const found = new Float32Array((height >> 1) * (width >> 1) * count);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let map = 0; map < count; map++) {
        const into = ((y >> 1) * (width >> 1) + (x >> 1)) * count + map;
        found[into] = Math.max(found[into], values[(y * width + x) * count + map]);
      }
  return { values: found, shape: [height >> 1, width >> 1, count] };
}

const signed = (array, map, text, limit) => ({ picture: one(array, map), kind: "signed", limit, text });
const active = (array, map, text, limit) => ({ picture: one(array, map), kind: "activation", limit, text });
const pixelated = (image, text) => ({ picture: unpack(image), kind: "pixels", limit: 1, text });

const edges = {
  begin: () => ({}),

  show({ set }, { image, kernels, responses, labels, largest }) {
    const [kernel, before] = [kernels, responses].map(unpack);
    const after = { ...before, values: mathematics.edgeStrength(before.values, set.threshold) };
    const [weight, most] = [kernel, before].map(({ values }) => reach(values));
    return [
      ...labels.directions.flatMap((name, map) => {
        const count = after.values.filter((value, i) => i % 2 === map && value > 0).length;
        return [{ heading: name }, { maps: [
          pixelated(image, labels.input),
          signed(kernel, map, labels.kernel, weight),
          signed(before, map, labels.before, most),
          active(after, map, fill(labels.left, { count }), largest),
        ] }];
      }),
      { scales: [[labels.scales[0], weight, "signed"], [labels.scales[1], most, "signed"], [labels.scales[2], largest, "activation"]] },
    ];
  },
};

const filters = {
  begin: () => ({}),

  show({ set }, { image, kernels, responses, labels }) {
    const [kernel, before] = [kernels, responses].map(unpack);
    const after = relu(before), count = kernel.shape.at(-1), map = set.filter - 1;
    const [weight, most, largest] = [kernel, before, after].map(({ values }) => reach(values));
    const peaks = Array.from({ length: count }, (_, each) =>
      after.values.reduce((top, value, i) => (i % count === each ? Math.max(top, value) : top), 0));
    const rank = peaks.filter((peak) => peak > peaks[map]).length + 1;
    const text = fill(labels.largest, { value: decimal(peaks[map], 2), rank, count });
    return [
      { maps: [
        pixelated(image, labels.input),
        signed(kernel, map, labels.kernel, weight),
        signed(before, map, labels.before, most),
        active(after, map, text, largest),
        active(pooled(after), map, labels.pooled, largest),
      ] },
      { scales: [[labels.scales[0], weight, "signed"], [labels.scales[1], most, "signed"], [labels.scales[2], largest, "activation"]] },
      { heading: labels.all },
      { maps: peaks.map((_, each) => ({
        ...signed(kernel, each, String(each + 1), weight), set: ["filter", each + 1], isChosen: each === map,
      })), isSmall: true },
    ];
  },
};

const STRONGEST = 4;

const twoLayers = {
  begin: () => ({}),

  show({ set }, { inputs, kernels, responses, labels }) {
    const [first, kernel, before] = [inputs, kernels, responses].map(unpack);
    const after = relu(before), map = set.map - 1;
    const [side, , count] = first.shape, pixels = side ** 2;
    const added = { values: mathematics.contributions(first.values, side, kernel, map), shape: first.shape };
    const size = Array(count).fill(0), total = Array(count).fill(0);
    added.values.forEach((value, i) => { size[i % count] += Math.abs(value); total[i % count] += value; });
    const summed = before.values.filter((_, i) => i % before.shape[2] === map);
    const bias = (reduce(summed) - reduce(total)) / pixels;
    const strongest = [...size.keys()].sort((a, b) => size[b] - size[a]).slice(0, STRONGEST);
    const [width, , , units] = kernel.shape;
    const own = { shape: [width, width, count],
      values: Float32Array.from({ length: width * width * count }, (_, i) => kernel.values[i * units + map]) };
    const [most, weight, adds, sums, largest] = [first, own, added, before, after].map(({ values }) => reach(values));
    const sign = (value, places) => (value < 0 ? "" : "+") + decimal(value, places);
    return [
      { heading: labels.strongest },
      { maps: strongest.map((each) => active(first, each, fill(labels.name, { number: each + 1 }), most)), isFour: true },
      { maps: strongest.map((each) => signed(own, each, labels.kernel, weight)), isFour: true },
      { maps: strongest.map((each) => signed(added, each, fill(labels.adds, { sum: sign(total[each], 1) }), adds)), isFour: true },
      { heading: labels.together },
      { maps: [
        signed(before, map, fill(labels.sum, { bias: sign(bias, 3) }), sums),
        active(after, map, labels.after, largest),
      ] },
      { scales: [[labels.scales[0], weight, "signed"], [labels.scales[1], sums, "signed"], [labels.scales[2], largest, "activation"]] },
    ];
  },
};

/** Measurements, in columns step, loss, accuracy, held-out loss and accuracy, as a curve. */
const STEP = 0, LOSS = 1, ACCURACY = 2, HELD_OUT_LOSS = 3, HELD_OUT_ACCURACY = 4;
const curve = (name, points, column) =>
  ({ name, x: points.map((point) => point[STEP]), y: points.map((point) => point[column]) });

function lastOf(points, labels) {
  const last = points.at(-1), gap = 100 * (last[ACCURACY] - last[HELD_OUT_ACCURACY]);
  return { pairs: [
    [labels.training, percent(last[ACCURACY])],
    [labels.validation, percent(last[HELD_OUT_ACCURACY])],
    [labels.gap, fill(labels.points, { gap: decimal(gap, 1) })],
    [labels.loss, decimal(last[HELD_OUT_LOSS], 3)],
  ] };
}

const dropout = {
  begin: () => ({}),

  show({ set }, { measured, range, labels }) {
    const points = measured[set.dropout];
    const name = (text, rate) => fill(text, { rate: percent(rate, 0) });
    const curves = [
      curve(name(labels.trained, set.dropout), points, LOSS),
      curve(name(labels.held, set.dropout), points, HELD_OUT_LOSS),
      ...(set.dropout > 0 ? [curve(name(labels.held, 0), measured[0], HELD_OUT_LOSS)] : []),
    ];
    return [
      { chart: { curves, x: labels.steps, y: labels.axis, range } },
      lastOf(points, labels), { note: labels.about },
    ];
  },
};

const overfitting = {
  begin: () => ({}),

  show({ set }, { measured, range, labels }) {
    const points = measured[set.count];
    const curves = [
      curve(labels.trained, points, ACCURACY), curve(labels.held, points, HELD_OUT_ACCURACY),
    ];
    return [
      { chart: { curves, x: labels.steps, y: labels.axis, isPercent: true, range } },
      lastOf(points, labels), { note: labels.about },
    ];
  },
};

const earlyStopping = {
  begin: () => ({}),

  show({ set }, { measured, range, labels }) {
    const losses = measured.map((point) => point[HELD_OUT_LOSS]);
    const stop = mathematics.stopsAt(losses, set.patience);
    const best = losses.indexOf(Math.min(...losses.slice(0, stop + 1)));
    const at = (index) => fill(labels.at, { loss: decimal(losses[index], 3), step: whole(measured[index][STEP]) });
    const curves = [curve(labels.trained, measured, LOSS), curve(labels.held, measured, HELD_OUT_LOSS)];
    const marks = [[labels.best, measured[best][STEP]], [labels.stopped, measured[stop][STEP]]];
    return [
      { chart: { curves, x: labels.steps, y: labels.axis, marks, range } },
      { pairs: [
        [labels.lowest, at(best)],
        [labels.stoppedAfter, whole(measured[stop][STEP])],
        [labels.without, at(losses.length - 1)],
      ] },
    ];
  },
};

const transfer = {
  begin: () => ({}),

  show({ set }, { measured, every, range, labels }) {
    const both = measured[set.count];
    const curves = both.map((y, i) => ({ name: labels.names[i], x: y.map((_, step) => every * step), y }));
    return [
      { chart: { curves, x: labels.steps, y: labels.axis, isPercent: true, range } },
      { pairs: both.map((y, i) => [labels.ends[i], percent(y.at(-1))]) },
      { note: labels.about },
    ];
  },
};

const SIDE = 28; // of the network's image

const number = {
  begin: ({ images, ink }) => ({ images: bytes(images), ink: { ...ink, values: bytes(ink.pixels), high: 255 } }),

  show({ set, images, ink }, { grid, cuts, candidates, labels }) {
    const places = cuts[set.pieces][set.shift];
    // Sums are of scores as they are shown.
    const round = (value) => Number(value.toFixed(2));
    const known = candidates.flatMap(({ span, digit, digitScore, noneScore }, i) => {
      const [begin, end] = span.map((place) => places.indexOf(place));
      if (begin < 0 || end < 0) return [];
      const values = images.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2);
      return [{ begin, end, digit, score: round(digitScore + (set.without ? 0 : noneScore)), values }];
    });
    const { way, score, ways } = mathematics.bestWay(known);
    const edges = known.map(({ begin, end, digit, score: own, values }, i) => {
      const text = decimal(own, 2);
      return {
        part: String(i), begin, end, text: String(digit), score: text, ink: way.includes(i) ? inkOf(way.indexOf(i)) : null,
        picture: { values, width: SIDE, height: SIDE, high: 255 },
        name: fill(labels.candidate, { digit, begin: begin + 1, end, score: text }),
      };
    });
    const sum = way.map((i, place) => {
      const { score: text } = edges[i];
      return place ? ` ${text.startsWith("−") ? "−" : "+"} ${text.replace("−", "")}` : text;
    });
    const widths = places.slice(1).map((place, i) => (place - places[i]) / grid);
    return [
      { graph: { label: labels.graph, widths, edges, ink } },
      { pairs: [
        [labels.read, way.map((i) => known[i].digit).join("")],
        [labels.score, `${sum.join("")} = ${decimal(score, 2)}`],
        [labels.candidates, whole(known.length)],
        [labels.ways, whole(ways)],
      ] },
    ];
  },
};

/** By the lesson's name, as in the page's address. */
export const LESSONS = {
  line, rate, xor, "cross-entropy": crossEntropy, edges, filters, "two-layers": twoLayers,
  dropout, overfitting, "early-stopping": earlyStopping, transfer, memory, number,
};
