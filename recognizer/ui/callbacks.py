"""What a browser says is taken in, whatever it says next.

Streamlit looks for a newer request before it takes in the values that the present one
brought, and whenever a callback touches the session state. A request that comes just
then is raised: before, what the present one said is lost (a press, who the visitor is);
in a callback, `SessionState._run_callback_and_record_rerun` takes it for the callback's
own `st.rerun()`, and the rest of the callback is lost. Here such a request waits until
values are taken in and callbacks have run; Streamlit looks for it right after that.
`st.stop` and `st.switch_page` thus have no effect in a callback; here they are called
where the script runs.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState

_takes_in = ContextVar("takes_in", default=False)


def let_them_end() -> None:
    """Have all scripts of this process take in what they are told, to the end."""
    look = ScriptRunner._maybe_handle_execution_control_request
    take_in = SafeSessionState.on_script_will_rerun

    def look_afterwards(self: ScriptRunner) -> None:
        if not _takes_in.get():
            look(self)

    def take_in_all(self: SafeSessionState, *given: Any, **named: Any) -> None:
        token = _takes_in.set(True)
        try:
            take_in(self, *given, **named)
        finally:
            _takes_in.reset(token)

    ScriptRunner._maybe_handle_execution_control_request = look_afterwards  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = take_in_all  # type: ignore[method-assign]
