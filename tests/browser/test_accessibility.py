"""What axe-core, the accessibility checker of Deque, says of every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from recognizer.ui import navigation
from tests.browser.visitor import SEVEN, Visitor

pytestmark = pytest.mark.browser

GRAVE = ("moderate", "serious", "critical")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ja", "dark")])
def test_no_page_has_a_fault_that_keeps_anybody_out(
    visit: Callable[..., Visitor], language: str, theme: str
) -> None:
    visitor = visit(language, theme)
    visitor.draw(SEVEN)
    visitor.sees("7")
    faults = []
    for page in navigation.PAGES:
        name = page.replace("_", "-")
        if name != "draw":
            visitor.go_to(name)
        visitor.settle()
        found: list[dict[str, Any]] = Axe().run(visitor.page).response["violations"]
        faults += [
            (name, each["id"], node["html"])
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
    assert faults == []
