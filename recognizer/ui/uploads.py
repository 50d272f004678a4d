"""What Streamlit holds of visitors' files, in memory until their session ends."""

from __future__ import annotations

from collections.abc import Iterable

from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

FILE_BYTES = 10_000
"""That a file counts beside what is in it, so that empty ones end as well."""


def held_bytes() -> dict[str, int]:
    """Bytes of the files in memory, by session; those of ended sessions are freed.

    A file whose last byte comes when its session has ended would stay for ever.
    """
    manager = _manager()
    if manager is None:
        return {}
    for session in list(manager.file_storage):
        if not _exists(session):
            manager.remove_session_files(session)
    return {
        session: sum(map(_size, list(files.values())))
        for session, files in list(manager.file_storage.items())
    }


def forget(files: Iterable[UploadedFile]) -> None:
    """Free the memory of files that were read, and that no widget shows any more."""
    manager, session = _manager(), get_script_run_ctx()
    if manager is None or session is None:
        return
    for file in files:
        manager.remove_file(session.session_id, file.file_id)


def _size(file: UploadedFileRec) -> int:
    """Bytes of a file, with what its sender may make as long as they like."""
    given = len(file.file_id) + len(file.name) + len(file.type)
    return len(file.data) + given + FILE_BYTES


def _exists(session: str) -> bool:
    """Whether a session is open, or its browser may still come back to it."""
    return Runtime.instance()._session_mgr.get_session_info(session) is not None


def _manager() -> MemoryUploadedFileManager | None:
    """Streamlit's own; None where none of it runs."""
    found = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    return found if isinstance(found, MemoryUploadedFileManager) else None
