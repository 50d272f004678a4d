/** Keeps who the visitor is in the tab, and tells it once when a page is loaded. */
const KEY = "handwriting-recognizer.person";
export default function ({ data, parentElement, setTriggerValue }) {
  try {
    if (data.person) sessionStorage.setItem(KEY, data.person);
    else if (data.forgets) sessionStorage.removeItem(KEY);
    else if (!parentElement.dataset.told) {
      parentElement.dataset.told = "yes";
      const found = sessionStorage.getItem(KEY);
      if (found) atRest(parentElement, () => setTriggerValue("found", found));
    }
  } catch {
    // A browser may forbid its storage; then it asks again the next time.
  }
}

// A message carries the page it comes from: sent after a press on another page's
// link and before that page is there, it would bring the visitor back.
function atRest(element, tell) {
  const app = document.querySelector("[data-test-script-state]");
  if (app && app.dataset.testScriptState !== "notRunning")
    setTimeout(() => element.isConnected && atRest(element, tell), 50);
  else tell();
}
