"""The browser behind a session of AppTest, as a handshake describes it."""

from __future__ import annotations

from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE, mark_of

PRESENTER = mark_of("presenter")
"""The mark of the browser on this machine."""


class Client:
    """What Streamlit knows of a browser, see its ClientContext.

    Attributes:
        headers: names and values.
        cookies: by name.
        remote_ip: its address.
    """

    def __init__(self) -> None:
        self.headers = [("Host", "localhost:8501")]
        self.cookies = {MARK_COOKIE: "presenter"}
        self.remote_ip = "127.0.0.1"

    def move(self, mark: str = "visitor", key: str | None = None) -> str:
        """Be another browser, on another machine.

        Args:
            mark: what its cookie holds.
            key: the presenter's, if it has opened the link.

        Returns:
            The hash that the server keeps of the mark.
        """
        self.headers = [("Host", "192.168.1.20:8501")]
        self.remote_ip = "192.168.1.30"
        self.cookies = {MARK_COOKIE: mark}
        if key is not None:
            self.cookies[PRESENTER_COOKIE] = key
        return mark_of(mark)
