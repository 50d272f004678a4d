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

  /**
   * @param {[string, string, string][]} words where they stand, in English, in ours
   * @param {string} page the address of the one that is shown
   */
  learn(words, page) {
    this.page = page;
    this.words = words.map(([place, english, ours]) => {
      const pattern = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{it}", "(.+)");
      return { place: `[data-testid^="${place}"]`, pattern: RegExp(`^${pattern}$`), ours };
    });
    this.#lookThrough(document.body);
    this.#observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributeFilter: [...ATTRIBUTES, "href"],
    });
  }

  forget() { this.#observer.disconnect(); }

  #see({ type, target, addedNodes, attributeName }) {
    if (type === "characterData") this.#readText(target);
    else if (attributeName === "href") this.#mark(target);
    else if (type === "attributes") this.#readAttribute(target, attributeName);
    else addedNodes.forEach((node) => this.#lookThrough(node));
  }

  #lookThrough(root) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) this.#readText(node);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      ATTRIBUTES.forEach((name) => node.hasAttribute(name) && this.#readAttribute(node, name));
      this.#mark(node);
    }
  }

  /** Marks the head as what leads to the pages, and in it the link to the one shown. */
  #mark(element) {
    if (element.matches(".st-key-header")) element.setAttribute("role", "navigation");
    if (!element.matches(".st-key-header a")) return;
    if (element.getAttribute("href") === this.page) element.setAttribute("aria-current", "page");
    else element.removeAttribute("aria-current");
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

export default function ({ data, parentElement }) {
  document.documentElement.lang = data.language;
  parentElement.words ??= new Words();
  parentElement.words.learn(data.words, data.page);
  return () => parentElement.words.forget();
}
