"""Messages of Streamlit's own protocol that no page of this app sends."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg


def is_forbidden(message: bytes) -> bool:
    """Whether it would empty the caches of all visitors.

    They hold the networks, what is known of each visitor's pace, and the launcher with
    its warm process.
    """
    try:
        return bool(BackMsg.FromString(message).WhichOneof("type") == "clear_cache")
    except DecodeError:
        return False  # Streamlit refuses it
