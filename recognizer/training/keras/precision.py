"""How exactly a training multiplies: in bfloat16 where the processor does.

bfloat16 has float32's range and 8 bits of its fraction. Weights, their gradients' sums
and the logits stay float32 (Micikevicius et al., 2018, Mixed precision training;
Kalamkar et al., 2019, A study of BFLOAT16 for deep learning training). A processor
without such instructions would emulate them, many times slower than float32.
"""

from __future__ import annotations

from pathlib import Path

FLOAT32, MIXED = "float32", "mixed_bfloat16"
"""Keras's names of the two policies."""

_PROCESSOR = Path("/proc/cpuinfo")
_INSTRUCTIONS = {"avx512_bf16", "amx_bf16"}


def policy(bfloat16: bool, processor: Path = _PROCESSOR) -> str:
    """The policy of a training's layers.

    Args:
        bfloat16: whether the recipe wants it.
        processor: what Linux says of the processor; on other systems there is no such
            file, and float32 is used.
    """
    return MIXED if bfloat16 and _multiplies_bfloat16(processor) else FLOAT32


def _multiplies_bfloat16(processor: Path) -> bool:
    try:
        lines = processor.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    flags = (line.partition(":")[2] for line in lines if line.startswith("flags"))
    return bool(_INSTRUCTIONS & set(next(flags, "").split()))
