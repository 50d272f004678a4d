/** Makes elements of a page, and writes into them. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {Record<string, unknown>} values of attributes; those that are false are left out */
export function element(tag, values = {}, ...children) {
  return filled(document.createElement(tag), values, children);
}

/** The same, of a drawing. */
export function drawn(tag, values = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), values, children);
}

function filled(made, values, children) {
  for (const [name, value] of Object.entries(values))
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

/** Writes a text unless it stands there: writing lays the page out again. */
export function say(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}
