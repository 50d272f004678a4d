"""What browsers say over their WebSockets, heard before Streamlit hears it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Messages:
    """Middleware that does not pass on what nobody may say."""

    def __init__(self, app: ASGIApp, is_forbidden: Callable[[bytes], bool]) -> None:
        """Listen to all visitors.

        Args:
            is_forbidden: whether a message is not to be passed on.
        """
        self._app = app
        self._is_forbidden = is_forbidden

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be said, and all that is no message."""

        async def receive_allowed() -> Message:
            while True:
                message = await receive()
                said = message.get("bytes")
                if not said or not self._is_forbidden(said):
                    return message

        is_spoken = scope["type"] == "websocket"
        await self._app(scope, receive_allowed if is_spoken else receive, send)
