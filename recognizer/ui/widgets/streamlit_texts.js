/**
 * Says Streamlit's own words, which it has in English only, in the visitor's language,
 * and which of the links leads to the page that is shown.
 * Texts and labels are replaced where they stand, so screen readers hear what is seen;
 * one that a newer Streamlit words in another way stays as it is.
 */

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

class Words {
  /** By node, then by the attribute's name or "": {english, ours}, where they differ. */
  #said = new WeakMap();
  #observer = new MutationObserver((changes) => changes.forEach((each) => this.#see(each)));

  /** @param {[string, string, string][]} words where they stand, in English, in ours */
  learn(words) {
    this.words = words.map(([place, english, ours]) => {
      const pattern = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{it}", "(.+)");
      return { place: `[data-testid^="${place}"]`, pattern: RegExp(`^${pattern}$`), ours };
    });
    this.#lookThrough(document.body);
    this.#observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES,
    });
  }

  forget() { this.#observer.disconnect(); }

  #see({ type, target, addedNodes, attributeName }) {
    if (type === "characterData") this.#readText(target);
    else if (type === "attributes") this.#readAttribute(target, attributeName);
    else addedNodes.forEach((node) => this.#lookThrough(node));
  }

  #lookThrough(root) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) this.#readText(node);
      else ATTRIBUTES.forEach((name) => node.hasAttribute?.(name) && this.#readAttribute(node, name));
    }
  }

  #readText(node) {
    const { parentElement, nodeValue } = node;
    const ours = parentElement && this.#inOurs(node, "", parentElement, nodeValue);
    if (ours !== null && ours !== nodeValue) node.nodeValue = ours;
  }

  #readAttribute(element, name) {
    const value = element.getAttribute(name) ?? "";
    const ours = this.#inOurs(element, name, element, value);
    if (ours !== value) element.setAttribute(name, ours);
  }

  /** What is to stand there; what stands there may be ours already, in any language. */
  #inOurs(node, name, element, shown) {
    const said = this.#said.get(node)?.[name];
    const english = said?.ours === shown ? said.english : shown;
    const ours = this.#translate(element, english);
    if (ours !== english || said)
      this.#said.set(node, { ...this.#said.get(node), [name]: { english, ours } });
    return ours;
  }

  #translate(element, english) {
    if (!/[A-Za-z]{3}/.test(english)) return english;
    const text = english.trim();
    for (const { place, pattern, ours } of this.words) {
      const found = pattern.exec(text);
      if (found && element.closest(place))
        return english.replace(text, ours.replace("{it}", found[1]));
    }
    return english;
  }
}

/** Marks the head as what leads to the pages, and in it the link to the one shown. */
function markCurrent(address) {
  document.querySelector(".st-key-header")?.setAttribute("role", "navigation");
  for (const link of document.querySelectorAll(".st-key-header a")) {
    if (link.getAttribute("href") === address) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

export default function ({ data, parentElement }) {
  markCurrent(data.page);
  document.documentElement.lang = data.language;
  parentElement.words ??= new Words();
  parentElement.words.learn(data.words);
  return () => parentElement.words.forget();
}
