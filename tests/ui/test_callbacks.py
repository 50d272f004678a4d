"""A press counts though another request comes before its callback has run."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState

from recognizer.ui import callbacks
from tests.ui import apptest

ASK = "request_rerun"
LOOK = "_maybe_handle_execution_control_request"
TAKE_IN = "on_script_will_rerun"


def another_request_comes() -> None:
    context = get_script_run_ctx()
    assert context is not None
    assert context.script_requests is not None
    context.script_requests.request_rerun(RerunData())


def pressed(is_late: bool) -> None:
    import streamlit as st

    from tests.ui.test_callbacks import another_request_comes

    def press() -> None:
        if is_late:
            another_request_comes()
        st.session_state["presses"] = st.session_state.get("presses", 0) + 1

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.button("Press", on_click=press)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_press_is_taken_in_and_the_newer_request_follows(
    monkeypatch: pytest.MonkeyPatch, is_late: bool
) -> None:
    """It comes in the callback, or before the press is known at all."""
    patched = (ScriptRunner, LOOK), (SafeSessionState, TAKE_IN), (AppSession, ASK)
    for owner, name in patched:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    callbacks.let_them_end()
    test = apptest.script(pressed, is_late=is_late)
    take_in = SafeSessionState.on_script_will_rerun

    def take_in_late(self: SafeSessionState, *given: Any, **named: Any) -> None:
        monkeypatch.setattr(SafeSessionState, TAKE_IN, take_in)
        another_request_comes()
        take_in(self, *given, **named)

    if not is_late:
        monkeypatch.setattr(SafeSessionState, TAKE_IN, take_in_late)
    test.button[0].click().run()
    assert test.session_state["presses"] == 1
    assert test.session_state["runs"] == 2
    assert not test.exception
