"""What browser and app say to each other: has the app answered all it was asked?

Streamlit marks its page "notRunning" before the app has heard of a press just as after
it has dealt with it. The messages tell the two apart: a press sends one, and each run
of the script says which parts of the page it is of, that it begins and that it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Error, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

WHOLE = ""
"""Instead of a part: the whole page."""


class Conversation:
    """Listens to a page's messages.

    Attributes:
        asked: how often the browser has asked for a run of the script, its polls apart.
            The app never answers a poll of a part that another run has just replaced.
    """

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self._unanswered: dict[int, str] = {}
        self._run = ""
        self._at_work: list[int] = []
        self._ended_early: list[int] = []
        self._page = page
        self._socket: WebSocket | None = None
        page.on("websocket", self._listen)

    def start_over(self) -> None:
        """A page is loaded: it asks once it has a connection of its own."""
        self._socket = None
        self._at_work, self._ended_early = [], []
        self._ask(WHOLE)

    def wait_until_answered(self) -> None:
        """Wait until all that has been asked so far is answered.

        A page that polls is never at rest, but what was asked is answered.
        """
        asked = self.asked
        while any(number <= asked for number in self._unanswered):
            try:
                self._connection().wait_for_event("framereceived")
            except Error as error:
                raise AssertionError(f"not answered: {self._unanswered}") from error

    @contextmanager
    def saying(self, text: str) -> Iterator[None]:
        """Do something, and wait until a message to the app holds this text."""

        def holds(frame: bytes | str) -> bool:
            return isinstance(frame, bytes) and text.encode() in frame

        with self._connection().expect_event("framesent", holds):
            yield

    def _ask(self, part: str) -> None:
        self.asked += 1
        self._unanswered[self.asked] = part

    def _connection(self) -> WebSocket:
        if self._socket is None:
            self._page.wait_for_event("websocket")
        assert self._socket is not None
        return self._socket

    def _listen(self, socket: WebSocket) -> None:
        self._socket = socket
        self._at_work, self._ended_early = [], []
        socket.on("framesent", self._note_sent)
        socket.on("framereceived", lambda frame: self._note_received(socket, frame))

    def _note_sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            message = BackMsg.FromString(frame)
            if message.WhichOneof("type") == "rerun_script":
                rerun = message.rerun_script
                if not rerun.is_auto_rerun:
                    self._ask(rerun.fragment_id)

    def _note_received(self, socket: WebSocket, frame: bytes | str) -> None:
        if not isinstance(frame, bytes) or socket is not self._socket:
            return
        message = ForwardMsg.FromString(frame)
        run = message.metadata.run
        match message.WhichOneof("type"):
            case "new_session":
                # One that polls another part may begin after a press.
                parts = run.fragment_ids
                self._answer_what_only_looked_interrupted(parts)
                self._run = run.script_run_id
                self._at_work = [
                    number
                    for number, part in self._unanswered.items()
                    if not parts or part in parts
                ]
            case "script_finished":
                if run.script_run_id != self._run:
                    return
                # A run that ends early for another has its answer in that one.
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._ended_early = self._at_work
                else:
                    for number in self._at_work:
                        del self._unanswered[number]
                self._at_work = []

    def _answer_what_only_looked_interrupted(self, parts: Sequence[str]) -> None:
        """Only a run of the whole page interrupts one of a part.

        One of another part merely says so of a run that has ended, but has not been
        sent yet: the app or the browser is slow.

        Args:
            parts: of the run that begins; none for the whole page.
        """
        for number in self._ended_early if parts else []:
            if self._unanswered[number] not in (WHOLE, *parts):
                del self._unanswered[number]
        self._ended_early = []
