"""What browser and app say to each other: has the app answered all it was asked?

Streamlit marks its page "notRunning" before the app has heard of a press just as after
it has dealt with it. The messages tell the two apart: a press sends one, and each run
of the script says that it begins and that it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Conversation:
    """Listens to a page's messages.

    Attributes:
        asked: how often the browser has asked for a run of the script, its polls apart.
            The app never answers a poll of a part that another run has just replaced.
    """

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self._begun = 0
        self._answered = 0
        self._page = page
        self._socket: WebSocket | None = None
        page.on("websocket", self._listen)

    def start_over(self) -> None:
        """A page is loaded: it asks once it has a connection of its own."""
        self._socket = None
        self.asked += 1

    def wait_until_asked(self, times: int) -> None:
        """Wait until the browser has asked more than `times` times."""
        while self.asked <= times:
            self._connection().wait_for_event("framesent")

    def wait_until_answered(self) -> None:
        """Wait until all that has been asked so far is answered.

        A page that polls is never at rest, but what was asked is answered.
        """
        asked = self.asked
        while self._answered < asked:
            self._connection().wait_for_event("framereceived")

    @contextmanager
    def saying(self, text: str) -> Iterator[None]:
        """Do something, and wait until a message to the app holds this text."""

        def holds(frame: bytes | str) -> bool:
            return isinstance(frame, bytes) and text.encode() in frame

        with self._connection().expect_event("framesent", holds):
            yield

    def _connection(self) -> WebSocket:
        if self._socket is None:
            self._page.wait_for_event("websocket")
        assert self._socket is not None
        return self._socket

    def _listen(self, socket: WebSocket) -> None:
        self._socket = socket
        socket.on("framesent", self._note_sent)
        socket.on("framereceived", self._note_received)

    def _note_sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            message = BackMsg.FromString(frame)
            if message.WhichOneof("type") == "rerun_script":
                self.asked += not message.rerun_script.is_auto_rerun

    def _note_received(self, frame: bytes | str) -> None:
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        match message.WhichOneof("type"):
            case "new_session":
                self._begun = self.asked
            case "script_finished":
                # A run that ends early for another has its answer in that one.
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._answered = self._begun
