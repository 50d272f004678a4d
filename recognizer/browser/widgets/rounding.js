/**
 * Rounds numbers so that what is shown adds up and multiplies as it stands.
 */

const PLACES = 3;

/** A number with a true minus sign, and none before a zero. */
export function decimal(value, places = PLACES) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/**
 * Rounds the terms of a sum so that they add up to it as they are shown: each is rounded
 * down, and those that lose most are rounded up until the sum is reached (the largest
 * remainder method of Hamilton, 1792). No term is off by a whole unit of its last place.
 * @param {ArrayLike<number>} values the terms
 * @param {number} total their sum, which is rounded as it is
 * @param {number} places behind the point
 * @returns {number[]}
 */
export function addingUp(values, total, places = PLACES) {
  const unit = 10 ** places;
  const scaled = Array.from(values, (value) => value * unit);
  const whole = scaled.map(Math.floor);
  let missing = Math.round(Number(total.toFixed(places)) * unit) - whole.reduce((a, b) => a + b, 0);
  const order = [...scaled.keys()].sort((a, b) =>
    (scaled[b] - whole[b]) - (scaled[a] - whole[a]));
  for (let i = 0; missing > 0; i = (i + 1) % order.length, missing--) whole[order[i]]++;
  for (let i = order.length - 1; missing < 0; i = (i || order.length) - 1, missing++) whole[order[i]]--;
  return whole.map((value) => value / unit);
}

/**
 * Factors with as many places as make their product, as shown, the true one.
 * @param {number[]} factors
 * @returns {string[]} the factors, and last their product
 */
export function product(factors, places = PLACES) {
  const multiply = (values) => values.reduce((all, each) => all * each, 1);
  const whole = multiply(factors), shown = whole.toFixed(places);
  let more = places;
  while (more < 9 && multiply(factors.map((each) => Number(each.toFixed(more)))).toFixed(places) !== shown)
    more++;
  return [...factors.map((each) => decimal(each, more)), decimal(whole, places)];
}

const RAISED = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) };

/** A number above zero of any size: "3.506 × 10⁸", "0.125". */
export function scientific(value, places = PLACES) {
  if (value === 0 || (value >= 0.01 && value < 10_000)) return decimal(value, places);
  const [digits, power] = value.toExponential(places).split("e");
  const raised = [...String(Number(power))].map((sign) => RAISED[sign]).join("");
  return `${digits} × 10${raised}`;
}
