/** How parts of a whole are written: as recognizer/ui/widgets/formats.py writes them. */

/** A fraction in per cent: "99.8 %"; what is less than the whole never reads 100 %. */
export function percent(fraction, places = 1) {
  const step = 10 ** -places;
  const shown = fraction < 1 ? Math.min(100 * fraction, 100 - step) : 100;
  return shown >= step / 2 ? `${shown.toFixed(places)}\u00a0%` : "0\u00a0%";
}

/** A digit's probability in per cent: softmax never gives the whole. */
export function probability(value) {
  return value >= 0.9995 ? ">\u00a099.9\u00a0%" : percent(value);
}

/** A whole number, its thousands parted. */
export const whole = (number) => number.toLocaleString("en");

/** A text with {names} filled in. */
export function fill(text, values) {
  return text.replace(/{(\w+)}/g, (_, name) => values[name]);
}

/** A number's sign as it is printed: a minus as wide as a digit. */
export const sign = (given) => (given === "-" ? "\u2212" : given);
