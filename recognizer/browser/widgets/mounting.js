/**
 * Parts of the app's pages that run in the browser. Streamlit mounts each into an element
 * of its own, and again whenever the server sends other data for it.
 */

/**
 * @param {Record<string, new (element: Element, data: object) =>
 *   {update(component: object): void, close(): void}>} parts by name
 */
export function mountable(parts) {
  const mounted = new WeakMap();
  return {
    /** @param {object} component as Streamlit gives it: {data, parentElement, setStateValue} */
    mount(name, component) {
      const { parentElement } = component;
      if (!mounted.has(parentElement))
        mounted.set(parentElement, new parts[name](parentElement, component.data));
      mounted.get(parentElement).update(component);
    },

    unmount(element) {
      mounted.get(element)?.close();
      mounted.delete(element);
    },
  };
}
