/**
 * What the browser asks the server for by itself, without a run of the page: with the
 * pass that the page has given it.
 */

const PATIENCE_MS = 30_000;
const OUTLIVES = 60_000; // characters that a browser sends even if the page is gone
const AGAIN = [408, 429]; // of what may be right later; beside all that is the server's

/** @type {{pass?: string, mayBeSaved?: boolean, language?: string}} */
let given = {};
let renew = () => {};
const watchers = new Set();

/**
 * Goes by what a page gives.
 * @param {() => void} askPage has the page give another pass
 */
export function follow(data, askPage) {
  renew = askPage;
  if (data.pass === given.pass) return;
  given = data;
  for (const hear of watchers) hear();
}

/** Has a function called when there is another pass. */
export function watch(hear) { watchers.add(hear); }

/** Whether this visitor has agreed to drawings being saved. */
export function mayBeSaved() { return Boolean(given.mayBeSaved); }

/**
 * @param {string} method
 * @param {string} address relative to the app's
 * @param {object} [content] sent as JSON
 * @returns {Promise<{isDone: boolean, isRefused?: boolean, reason?: string}>} isRefused:
 *   asking again would change nothing; reason: in words, "" where nobody answered
 */
export async function ask(method, address, content) {
  const body = content && JSON.stringify(content);
  const headers = { "X-Recognizer-Pass": given.pass, "Accept-Language": given.language };
  if (body) headers["Content-Type"] = "application/json";
  try {
    const reply = await fetch(new URL(address, document.baseURI), {
      method, body, headers, keepalive: (body?.length ?? 0) < OUTLIVES,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (reply.ok) return { isDone: true };
    const { detail, hint, type } = await reply.json();
    const isOutdated = type.endsWith("#PassOutdated");
    if (isOutdated) renew(); // the server was started again, and its page did not run yet
    const isRefused = reply.status < 500 && !AGAIN.includes(reply.status) && !isOutdated;
    return { isDone: false, isRefused, reason: isOutdated ? "" : `${detail} ${hint}` };
  } catch { // nobody answers, or somebody on the way there
    return { isDone: false, isRefused: false, reason: "" };
  }
}
