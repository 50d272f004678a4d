"""The app in Streamlit's own AppTest: its pages, and what they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from recognizer.ui import navigation

NOTHING: Mapping[str, object] = {}
APP = Path(__file__).resolve().parents[2] / "app.py"
PATIENCE = 60  # seconds: a busy machine is no fault


def app(
    page: str = "draw",
    language: str = "en",
    session: Mapping[str, object] = NOTHING,
    **address: str,
) -> AppTest:
    """A page, shown to a visitor.

    Args:
        page: its module in recognizer/ui/pages.
        language: "en" or "ja".
        session: what the visitor's session holds already.
        address: parameters of the page's address.
    """
    test = AppTest.from_file(APP, default_timeout=PATIENCE)
    test.query_params["lang"] = language
    for key, value in session.items():
        test.session_state[key] = value
    test.run()
    if page == "draw":  # where everybody begins
        return test
    test.query_params.update(address)
    return test.switch_page(str(navigation.script(page))).run()


def script(run: Callable[..., None], **arguments: object) -> AppTest:
    """What a function of its own shows, which imports all that it needs."""
    return AppTest.from_function(run, default_timeout=PATIENCE, kwargs=arguments).run()


def texts(test: AppTest) -> str:
    """All that the page says by markdown, by HTML and to its own components."""
    shown = [element.proto.body for element in test.get("html")]
    shown += [element.proto.json for element in test.get("bidi_component")]
    return "\n".join([*shown, *(element.value for element in test.markdown)])


def complaints(test: AppTest) -> list[str]:
    """What went wrong, in the page's words."""
    shown = [*test.exception, *test.error, *test.warning]
    return [element.value for element in shown]


def elements(test: AppTest) -> list[str]:
    """Each element of the page, by all that the browser receives of it."""
    return [str(each.proto) for each in test.main if isinstance(each, Element)]
