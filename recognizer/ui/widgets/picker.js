/** Shows HTML, and tells which of its elements with `data-pick` was clicked. */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".hr-picker")
    ?? parentElement.appendChild(document.createElement("div"));
  root.className = "hr-picker";
  const focused = root.contains(document.activeElement)
    ? document.activeElement.dataset.pick : null;
  root.innerHTML = data;
  if (focused) {
    root.querySelector(`[data-pick="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true });
  }
  root.onclick = (event) => {
    const chosen = event.target.closest("[data-pick]");
    if (!chosen) return;
    let value = chosen.dataset.pick;
    if (chosen.dataset.rows) {
      const box = chosen.getBoundingClientRect();
      const at = (fraction, count) =>
        Math.max(0, Math.min(count - 1, Math.floor(fraction * count)));
      const row = at((event.clientY - box.top) / box.height, +chosen.dataset.rows);
      const column =
        at((event.clientX - box.left) / box.width, +chosen.dataset.columns);
      value += `.${row}.${column}`;
    }
    setTriggerValue("picked", value);
  };
}
