/** When the server has nothing to do for this page. */

/** Acts once no script runs: what a page says while it loads has it loaded again. */
export function whenAtRest(element, act) {
  if (!element.isConnected) return;
  const app = document.querySelector("[data-test-script-state]");
  if (!app || app.dataset.testScriptState === "notRunning") act();
  else setTimeout(whenAtRest, 50, element, act);
}
