/** When the server has nothing to do for this page. */

/**
 * Acts once no script runs. What a page says while it loads carries that page's name:
 * said after a press on another page's link, it would bring the visitor back.
 */
export function whenAtRest(element, act) {
  if (!element.isConnected) return;
  const app = document.querySelector("[data-test-script-state]");
  if (!app || app.dataset.testScriptState === "notRunning") act();
  else setTimeout(whenAtRest, 50, element, act);
}
