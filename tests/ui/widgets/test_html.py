"""Templates: what a person wrote stays text, and nothing is forgotten."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

import recognizer.ui
from recognizer.ui.widgets import style
from recognizer.ui.widgets.figures import figure
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.tables import Row, pairs, table
from recognizer.ui.widgets.texts import line
from recognizer.ui.widgets.tiles import Line, Tile, tiles

HOSTILE = """<img src=x onerror="alert(1)">'"&<b>{{ 7 * 7 }}</b>"""


class Reader(HTMLParser):
    """Tags, the names of their attributes, and all text and attributes, as read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _value in attrs)
        self.texts += [value for _name, value in attrs if value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        (line("p", "note", HOSTILE), ["p"]),
        (pairs([(HOSTILE, HOSTILE)]), ["table", "tr", "th", "td"]),
        (
            table([HOSTILE], [Row(HOSTILE, [HOSTILE])]),
            ["div", "table", "thead", "tr", "th", "tr", "th", "bdi", "td"],
        ),
        (
            tiles([Tile("data:,", HOSTILE, [Line(HOSTILE, "name")])]),
            ["div", "figure", "img", "figcaption", "span"],
        ),
        (figure(HOSTILE, Markup("<b></b>")), ["figure", "figcaption", "b"]),
    ],
    ids=["line", "pairs", "table", "tiles", "figure"],
)
def test_what_a_person_wrote_stays_text(html: Markup, tags: list[str]) -> None:
    read = Reader(html)
    assert read.tags == tags
    assert HOSTILE in read.texts


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="text"):
        render("widgets/sign.html")


def test_html_stands_in_templates_only() -> None:
    folder = Path(recognizer.ui.__file__).parent
    tag = re.compile(r"</[a-z]+\d?>")
    found = [
        f"{file.relative_to(folder)}: {match[0]}"
        for file in folder.rglob("*.py")
        for match in tag.finditer(file.read_text("utf-8"))
    ]
    assert found == []


def test_the_stylesheet_names_classes_of_our_own_only() -> None:
    """What touches Streamlit's elements stands in streamlit_internals.css."""
    css = style.OWN.read_text("utf-8")
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = [
        each.strip()
        for part in re.findall(r"([^{}]+){", rules)
        if not part.strip().startswith("@")
        for each in re.split(r",(?![^(]*\))", part)
    ]
    assert len(selectors) > 100
    other = {each for each in selectors if not each.startswith(".hr-")}
    assert other == {":root", ":root:lang(ja)", ":root:has(.hr-task:not([hidden]))"}
    assert not re.search(r"st-key|\.st[A-Z]|data-testid|data-baseweb", css)
