/**
 * A drawing in an address: `?ink=…`, so that a link shows the same drawing to somebody
 * else. It stands there in a link alone, not while one draws: else each stroke would be a
 * step of Back, and everybody's handwriting in the logs of servers on the way.
 *
 * The text is base64 (RFC 4648, section 5) of bytes: a step in half units, 0 to 3 for 0.5
 * to 4; then for each stroke twice its width, how many points, and of each point how far
 * it is from the one before, in steps. Numbers are 7 bits a byte, the lowest first;
 * distances have their sign in the lowest bit.
 *
 * @typedef {import("./canvas.js").Stroke} Stroke
 */

import { SIDE } from "./canvas.js";

const PARAMETER = "ink";
const STEPS = [0.5, 1, 2, 4]; // units
const LONGEST = 6000; // letters that every browser and server takes in an address
const MOST_STROKES = 200, MOST_POINTS = 5000;
const WIDTHS = [1, 60];

/** The drawing as a text, as exact as it can be; null if it is too much for a link. */
export function encode(strokes) {
  for (const number of STEPS.keys()) {
    const text = encodeBy(number, strokes);
    if (text.length <= LONGEST) return text;
  }
  return null;
}

/** @returns {Stroke[] | null} what `encode` was given, rounded; null for another text */
export function decode(text) {
  try {
    return read(Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** The page's address with a drawing; null if it is too much for one. */
export function address(strokes) {
  const found = new URL(location.href), text = encode(strokes);
  found.searchParams.set(PARAMETER, text);
  return text === null ? null : found.href;
}

/** The drawing of the page's address, which has it no more; null if there is none. */
export function take() {
  const found = new URL(location.href), text = found.searchParams.get(PARAMETER);
  if (text === null) return null;
  found.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", found);
  return decode(text);
}

function encodeBy(number, strokes) {
  const step = STEPS[number], bytes = [number];
  const put = (value) => {
    for (; value > 127; value = Math.floor(value / 128)) bytes.push(128 + (value % 128));
    bytes.push(value);
  };
  let [x, y] = [0, 0];
  for (const { points, width } of strokes) {
    const places = points.map((point) => point.map((each) => Math.round(each / step)));
    const kept = places.filter(([a, b], i) => !i || a !== places[i - 1][0] || b !== places[i - 1][1]);
    put(Math.round(2 * width));
    put(kept.length);
    for (const [a, b] of kept) {
      put(signed(a - x));
      put(signed(b - y));
      [x, y] = [a, b];
    }
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function signed(value) { return value < 0 ? -2 * value - 1 : 2 * value; }

function unsigned(value) { return value % 2 ? -(value + 1) / 2 : value / 2; }

function read(bytes) {
  const step = STEPS[bytes[0]];
  let place = 1, left = MOST_POINTS, [x, y] = [0, 0];
  const next = () => {
    let value = 0;
    for (let factor = 1; factor < 2 ** 28; factor *= 128) {
      const byte = bytes[place++];
      value += factor * (byte % 128);
      if (byte < 128) return value;
    }
    throw new RangeError("no number");
  };
  const strokes = [];
  while (place < bytes.length) {
    const width = next() / 2, count = next();
    left -= count;
    if (width < WIDTHS[0] || width > WIDTHS[1] || !count || left < 0 || strokes.length === MOST_STROKES)
      throw new RangeError("no stroke");
    const points = Array.from({ length: count }, () => {
      [x, y] = [x + unsigned(next()), y + unsigned(next())];
      return [x, y].map((each) => Math.min(2 * SIDE, Math.max(-SIDE, each * step)));
    });
    strokes.push({ points, width });
  }
  if (!strokes.length || step === undefined) throw new RangeError("no drawing");
  return strokes;
}
