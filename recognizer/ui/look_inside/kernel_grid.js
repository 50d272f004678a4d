/** Shows 25 numbers to type; tells all of them when one was changed. */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".hr-kernel")
    ?? parentElement.appendChild(document.createElement("div"));
  root.className = "hr-kernel";
  while (root.children.length < data.values.length) {
    root.appendChild(document.createElement("input"));
  }
  [...root.children].forEach((input, index) => {
    Object.assign(input, { type: "text", inputMode: "text", autocomplete: "off" });
    input.setAttribute("aria-label", data.labels[index]);
    if (input !== root.getRootNode().activeElement || input.dataset.fresh !== data.id) {
      input.value = data.values[index];
    }
    input.dataset.fresh = data.id;
    input.onfocus = () => input.select();
    input.onchange = () =>
      setStateValue("numbers", [...root.children].map((each) => each.value));
  });
}
