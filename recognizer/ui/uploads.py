"""What Streamlit holds of visitors' files, in memory until their session ends."""

from __future__ import annotations

from collections.abc import Iterable

from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def held_bytes() -> dict[str, int]:
    """Bytes of the files in memory, by session."""
    manager = _manager()
    if manager is None:
        return {}
    return {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(manager.file_storage.items())
    }


def forget(files: Iterable[UploadedFile]) -> None:
    """Free the memory of files that were read, and that no widget shows any more."""
    manager, session = _manager(), get_script_run_ctx()
    if manager is None or session is None:
        return
    for file in files:
        manager.remove_file(session.session_id, file.file_id)


def _manager() -> MemoryUploadedFileManager | None:
    """Streamlit's own; None where none of it runs."""
    found = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    return found if isinstance(found, MemoryUploadedFileManager) else None
