"""A picture with several digits: the page asks which one is meant."""

from __future__ import annotations

import io

import pytest
from streamlit.testing.v1 import AppTest

from recognizer.ui import state
from tests.browser.camera import seven_on_paper
from tests.ui import apptest


def asked(count: int, file: str) -> None:
    import numpy as np
    import streamlit as st

    from recognizer.ink.photos import Candidate
    from recognizer.ui import state
    from recognizer.ui.draw import candidates

    st.session_state[state.LANGUAGE] = "en"
    ink = np.ones((40, 20), np.float32)
    lefts = (150, 30, 90)[:count]  # the most likely one is the rightmost
    found = tuple(Candidate((left, 30, left + 20, 70), ink) for left in lefts)
    st.text(candidates.choose(candidates.Searched(file, b"", (200, 100), found)).box[0])


def handed_in(content: bytes, file: str) -> None:
    from streamlit.proto.Common_pb2 import FileURLs
    from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

    from recognizer.ui.draw import candidates

    record = UploadedFileRec(file, "seven.png", "image/png", content)
    candidates.find(UploadedFile(record, FileURLs()))


def read(test: AppTest) -> str:
    return str(test.text[-1].value)


def test_a_picture_is_looked_at_once_however_often_the_page_runs() -> None:
    stream = io.BytesIO()
    seven_on_paper().save(stream, "PNG")
    test = apptest.script(handed_in, content=stream.getvalue(), file="a")
    found = test.session_state[state.FOUND]
    assert len(found.candidates) == 1
    assert test.run().session_state[state.FOUND] is found
    again = apptest.script(handed_in, content=stream.getvalue(), file="b")
    again.session_state[state.FOUND] = found
    assert again.run().session_state[state.FOUND].file == "b"


def test_one_digit_is_no_question() -> None:
    test = apptest.script(asked, count=1, file="a")
    assert read(test) == "150"
    assert "hr-photo" not in apptest.texts(test)


def test_the_most_likely_is_read_until_another_is_chosen() -> None:
    test = apptest.script(asked, count=3, file="a")
    assert not apptest.complaints(test)
    assert "Several digits were found" in apptest.texts(test)
    assert "Digit 3 of 3, from the left" in apptest.texts(test)
    assert read(test) == "150"
    test.session_state[state.MEANT] = "a", 1
    assert read(test.run()) == "90"


@pytest.mark.parametrize("kept", [("another", 1), ("a", 7)])
def test_a_choice_for_another_file_counts_no_more(kept: tuple[str, int]) -> None:
    test = apptest.script(asked, count=3, file="a")
    test.session_state[state.MEANT] = kept
    assert read(test.run()) == "150"
