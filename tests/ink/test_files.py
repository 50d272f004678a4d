"""Many files in one call: what was wrong is told, and nothing of it kept."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from PIL import Image

from recognizer.errors import UnreadablePicture
from recognizer.ink import files


def test_bad_pictures_do_not_stay_in_memory(tmp_path: Path) -> None:
    picture = tmp_path / "whole.bmp"
    Image.radial_gradient("L").resize((1_500, 1_500)).convert("RGB").save(picture)
    cut = picture.read_bytes()[:-1_000_000]
    for number in range(20):
        (tmp_path / f"{number}.bmp").write_bytes(cut)
    picture.unlink()
    tracemalloc.start()
    read = [each for some in files.read_all(files.files([tmp_path])) for each in some]
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(read) == 20
    assert all(isinstance(each.problem, UnreadablePicture) for each in read)
    assert kept < len(cut)
