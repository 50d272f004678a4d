"""What a browser says is taken in, whatever it says next.

Streamlit loses some of it where a newer request comes soon after:

- It looks for a newer request before it takes in the values that the present one
  brought, and whenever a callback touches the session state. One that comes just then
  is raised: before, what the present one said is lost (a press, who the visitor is); in
  a callback, `SessionState._run_callback_and_record_rerun` takes it for the callback's
  own `st.rerun()`, and the rest of the callback is lost. Here it waits until values are
  taken in and callbacks have run; Streamlit looks for it right after that. Thus
  `st.stop` and `st.switch_page` have no effect in a callback; here they are called
  where the script runs.
- A request to run a part of the page waits for the run that is going on. One to run the
  whole page gives that run up, and with it what waits. Here it takes along what was
  pressed there.
- Until a browser has heard of the page whose link was pressed, what it says carries the
  name of the page before, and would bring the visitor back there. Here it is taken in
  where the visitor went.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    ScriptRequestType,
    _coalesce_widget_states,
    _has_active_trigger_value,
)
from streamlit.runtime.state.safe_session_state import SafeSessionState

_takes_in = ContextVar("takes_in", default=False)


def let_them_end() -> None:
    """Have all scripts of this process take in what they are told, to the end."""
    look = ScriptRunner._maybe_handle_execution_control_request
    take_in = SafeSessionState.on_script_will_rerun
    ask = AppSession.request_rerun
    said: WeakKeyDictionary[AppSession, dict[str, str]] = WeakKeyDictionary()

    def look_afterwards(self: ScriptRunner) -> None:
        if not _takes_in.get():
            look(self)

    def take_in_all(self: SafeSessionState, *given: Any, **named: Any) -> None:
        token = _takes_in.set(True)
        try:
            take_in(self, *given, **named)
        finally:
            _takes_in.reset(token)

    def ask_for_all(self: AppSession, client_state: ClientState | None) -> None:
        runner, asked = self._scriptrunner, client_state
        if asked is not None and not _is_press_on_link(
            asked, said.setdefault(self, {})
        ):
            _ask_where_the_visitor_went(self, asked)
        if runner is not None and asked is not None and not asked.fragment_id:
            both = _coalesce_widget_states(_give_up(runner), asked.widget_states)
            asked.widget_states.CopyFrom(both or WidgetStates())
        ask(self, asked)

    AppSession.request_rerun = ask_for_all  # type: ignore[method-assign]
    ScriptRunner._maybe_handle_execution_control_request = look_afterwards  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = take_in_all  # type: ignore[method-assign]


def _is_press_on_link(asked: ClientState, said: dict[str, str]) -> bool:
    """Whether a request may be one for another page: nothing in it is new.

    Args:
        said: by components before, by widget; what the request says is added.
    """
    widgets = asked.widget_states.widgets
    says = {it.id: it.json_value for it in widgets if it.HasField("json_value")}
    is_new = not says.items() <= said.items()
    said.update(says)
    return not (
        asked.fragment_id or is_new or any(map(_has_active_trigger_value, widgets))
    )


def _ask_where_the_visitor_went(session: AppSession, asked: ClientState) -> None:
    """Let a request be one for the page that was asked for last."""
    runner = session._scriptrunner
    last = session._client_state if runner is None else runner._requests._rerun_data
    if last.page_script_hash not in ("", asked.page_script_hash):
        asked.page_script_hash = last.page_script_hash
        asked.query_string = last.query_string
        asked.fragment_id = ""


def _give_up(runner: ScriptRunner) -> WidgetStates | None:
    """End a run for a newer request.

    Returns:
        What the request has said that waits for it.
    """
    requests = runner._requests
    with requests._lock:
        is_waiting = requests._state is ScriptRequestType.RERUN
        requests._state = ScriptRequestType.STOP
        return requests._rerun_data.widget_states if is_waiting else None
