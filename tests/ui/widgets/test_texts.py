"""Texts that Markdown leaves alone; what it shows is seen in a real browser."""

from __future__ import annotations

import pytest

from recognizer.ui.widgets.texts import plain


@pytest.mark.parametrize(
    "text",
    [
        "A digit is 0 to 9, and it is 99.8 % sure.",
        "RECOGNIZER_DATABASE_URL must be sqlite:///FILE, at 12:30.",
        "データは /home/me/my_drawings にあります。",
        "There is no model named two-layer-cnn.",
    ],
)
def test_a_sentence_without_marks_can_be_copied_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_marks_are_escaped() -> None:
    assert plain("**a** _b_ `c` $d$ <e> [f](g)") == (
        r"\*\*a\*\* \_b\_ \`c\` \$d\$ \<e\> \[f\](g)"
    )
    assert plain("- a") == r"\- a"
    assert plain("1. a") == r"1\. a"
