"""Components that run the ES modules of `recognizer/browser` in the page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from recognizer.api import addresses

_LOADER = """
const open = new WeakMap();
export default function (component) {
  const { parentElement } = component;
  open.set(parentElement, component);
  const address = new URL(component.data.modules, document.baseURI);
  const loading = import(address.href);
  loading.then((page) => {
    if (open.get(parentElement) === component) page.mount("NAME", component);
  });
  return () => {
    open.delete(parentElement);
    loading.then((page) => page.unmount(parentElement));
  };
}
"""


class Component:
    """A part that runs in the browser, mounted where it is called."""

    def __init__(self, name: str, module: str = "page.js") -> None:
        """Name the part.

        Args:
            module: that has it, by its name, see browser/widgets/mounting.js.
        """
        self._module = module
        self._show = st.components.v2.component(
            f"recognizer.{name}",
            js=_LOADER.replace("NAME", name),
            isolate_styles=False,
        )

    def __call__(self, *, data: dict[str, Any], **options: Any) -> Any:
        """Show it; `data` goes to the browser, the address of the modules beside it."""
        modules = addresses.module(self._module)
        return self._show(data={**data, "modules": modules}, **options)
