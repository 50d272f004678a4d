"""Each error a person can cause is caused, and read in both languages.

`tests/causes` causes them. A sentence that nothing there causes fails a test here, and
so does one that the catalogue lacks: whoever adds an error adds its cause.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from recognizer import errors
from recognizer.api import openapi
from recognizer.errors import Message, RecognizerError
from recognizer.network.results import NOT_A_DIGIT
from recognizer.settings import ROOT
from recognizer.ui import catalogues
from tests.causes import (
    Cause,
    Place,
    api,
    collection,
    datasets,
    drawings,
    ink,
    limits,
    mirror,
    network,
    room,
    serving,
    training,
)

CAUSES = [
    *ink.CAUSES,
    *datasets.CAUSES,
    *network.CAUSES,
    *collection.CAUSES,
    *training.CAUSES,
    *room.CAUSES,
    *limits.CAUSES,
    *api.CAUSES,
    *serving.CAUSES,
    *mirror.CAUSES,
    *drawings.CAUSES,
]
NAMES = """
    BMP Deflate GIF IDX JPEG JSON PNG TIFF WebP npy npz json zip gzip MiB KiB
    MNIST UNIPEN UJI Pen Characters PostgreSQL psycopg sqlite postgresql
    card.json weights.safetensors model.tflite log.txt docs/data.md ujipenchars2.txt
    Train-R01/V07 data/1a data/1b data/1c digits-dev.jsonl.gz t10k-images-idx3-ubyte.gz
    objects images labels n null true uint8 int64 float16 float32 U5 M L Q C Z
    softmax hidden-layer edges cnn pip install binary
    RECOGNIZER_DATA RECOGNIZER_DATABASE_URL RECOGNIZER_DATASETS RECOGNIZER_MODEL
    RECOGNIZER_BEHIND_PROXY RECOGNIZER_PRESENTERS RECOGNIZER_PRESENTER_KEY yes no Keras
    RECOGNIZER_MAX_COLLECTION_MB RECOGNIZER_MAX_DISK_PERCENT RECOGNIZER_MAX_MODELS
    RECOGNIZER_MAX_DRAWINGS_A_MINUTE RECOGNIZER_MAX_RUNS RECOGNIZER_MAX_SESSIONS
    RECOGNIZER_MAX_UPLOADS_MB
    RECOGNIZER_PUBLIC_URL http https
    RECOGNIZER_API local on off HTTP api/v1/docs base64
    RECOGNIZER_MAX_REQUESTS_A_MINUTE nginx Debian apt run
    RECOGNIZER_RAY RECOGNIZER_RAY_CPUS RECOGNIZER_RAY_GPUS Ray ray auto host Python
    requirements-cluster.txt r
    RECOGNIZER_MODELS_URL s3 s3fs
    application/json image/png application/octet-stream
"""
"""Words of Japanese texts too: formats, products, units, files, names in code."""

WORD = re.compile(r"[A-Za-z][\w./-]*", re.ASCII)

Caused = dict[str, tuple[Cause, Path, RecognizerError]]


@pytest.fixture(scope="module")
def caused(
    tmp_path_factory: pytest.TempPathFactory,
) -> Caused:
    """Every error, by the name of its cause."""
    found = {}
    for cause in CAUSES:
        folder = tmp_path_factory.mktemp("place")
        with pytest.MonkeyPatch.context() as monkeypatch:
            error = cause.error(Place(folder, monkeypatch))
        assert cause.name not in found
        found[cause.name] = (cause, folder, error)
    return found


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "recognizer").rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def marked(tree: ast.AST) -> Iterator[str]:
    """The texts that N_ marks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "N_":
            yield ast.literal_eval(node.args[0])


def below_the_pages() -> set[str]:
    """All texts but those of the pages, which mark lessons too."""
    return {
        text
        for path, tree in modules()
        if "ui" not in path.parts
        for text in marked(tree)
    }


def of_errors() -> set[str]:
    """All texts of errors: no answers, and nothing that describes an interface."""
    described = set(marked(ast.parse(Path(openapi.__file__).read_text("utf-8"))))
    return below_the_pages() - described - {NOT_A_DIGIT}


def subclasses(of: type[RecognizerError]) -> Iterator[type[RecognizerError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from subclasses(kind)


def test_every_error_gets_a_marked_sentence_where_it_is_raised() -> None:
    """What a class asks for is its own sentence's values, or a marked sentence."""
    kinds = {kind.__name__: kind for kind in subclasses(RecognizerError)}
    bare = {
        name
        for name, kind in kinds.items()
        if kind.__init__ is RecognizerError.__init__
    }
    wrong = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in bare:
                continue
            if not (node.args and ast.unparse(node.args[0]).startswith("N_(")):
                wrong.append(f"{path}:{node.lineno} {ast.unparse(node)}")
        raised = (each.exc for each in ast.walk(tree) if isinstance(each, ast.Raise))
        wrong += [
            f"{path}:{each.lineno} {each.id}"
            for each in raised
            if isinstance(each, ast.Name) and each.id in bare
        ]
    assert wrong == []


def test_every_text_of_an_error_is_in_the_catalogue() -> None:
    known = catalogues.catalogue("ja")
    assert [
        text for text in sorted(below_the_pages()) if known.gettext(text) == text
    ] == []


def test_every_text_of_an_error_is_caused(caused: Caused) -> None:
    texts: set[str] = set()
    for _cause, _folder, error in caused.values():
        texts |= {error.message, error.hint_message}
        texts |= {each for each in error.values.values() if isinstance(each, Message)}
    assert sorted(of_errors() - texts) == []


def test_every_kind_of_error_is_caused(caused: Caused) -> None:
    kinds = {type(error) for _cause, _folder, error in caused.values()}
    abstract = {kind for each in kinds for kind in each.__mro__} - kinds
    assert set(subclasses(RecognizerError)) - kinds - abstract == set()


def test_message_and_hint_are_sentences(caused: Caused) -> None:
    wrong = []
    for name, (_cause, _folder, error) in caused.items():
        for template in (error.message, error.hint_message):
            text = errors.fill(template, error.values)
            begins = template[0].isupper() or template[0] == "{"
            if not (begins and text.endswith(".") and "\n" not in text):
                wrong.append(f"{name}: {text}")
    assert wrong == []


def test_no_english_word_is_left_in_japanese(caused: Caused) -> None:
    japanese = catalogues.catalogue("ja").gettext
    allowed = set(NAMES.split())
    used: set[str] = set()
    wrong = []
    for name, (cause, folder, error) in caused.items():
        texts = [
            errors.fill(template, error.values, japanese)
            for template in (error.message, error.hint_message)
        ]
        wrong += [
            f"{name}: {given!r} is not in the text"
            for given in cause.given
            if given not in "".join(texts)
        ]
        for text in texts:
            if not text.endswith("。"):
                wrong.append(f"{name}: no sentence: {text}")
            own = re.sub(rf"{re.escape(str(folder))}[\w./-]*", "…", text)
            for given in sorted(cause.given, key=len, reverse=True):
                own = own.replace(given, "…")
            words = set(WORD.findall(own))
            used |= words
            if words - allowed:
                wrong.append(f"{name}: {sorted(words - allowed)} in {text}")
    assert wrong == []
    assert allowed - used == set()
