"""How a network does on a whole data set, and which digits it reads wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from recognizer.collection import collection
from recognizer.datasets import by_name, mnist
from recognizer.datasets.labelled import NO_DIGIT, LabelledImages
from recognizer.errors import RecognizerError
from recognizer.network import bundles, evaluation
from recognizer.network.engine import Answers
from recognizer.ui import shared, state
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer, charts, sprites

AT_ONCE = 25


@dataclass(frozen=True)
class Judged:
    """A data set and a network's answers to it."""

    data: LabelledImages
    answers: Answers

    @property
    def given(self) -> NDArray[np.intp]:
        """The most probable digit of each image."""
        return np.asarray(self.answers.probabilities.argmax(axis=1))


@st.cache_resource(max_entries=4, show_spinner=False)
def images(data: str) -> LabelledImages:
    """A data set, read once for all visitors."""
    return by_name.named(data, shared.settings())


@st.cache_resource(max_entries=16, show_spinner=False)
def judged(data: str, model: str, weights: str) -> Judged:
    """A network's answers, once for all visitors; the weights' hash tells networks."""
    found = images(data)
    return Judged(found, shared.recognizer(model).answer(found.images))


def judged_on_own(model: str) -> Judged:
    """A network's answers to the digits that are kept here.

    Raises:
        RecognizerError: if the collection cannot be reached.
    """
    entries = shared.collection().find()
    own = collection.as_images([each for each in entries if each.label != NO_DIGIT])
    return Judged(own, shared.recognizer(model).answer(own.images))


def choose() -> Judged:
    """A network, and what it is judged on.

    Raises:
        RecognizerError: if either cannot be had.
    """
    names = bundles.names(shared.settings().model_folders)
    answering = shared.answering_model()
    sets = {"mnist-test": _("MNIST test set"), "digits": _("scikit-learn's digits")}
    missing = mnist.missing_bytes("test", shared.settings())
    if shared.has_own_digits():
        sets["own"] = _("drawings kept here")
    with st.container(horizontal=True, gap="medium"):
        model = st.selectbox(
            _("Network"),
            names,
            index=names.index(answering) if answering in names else 0,
            key=state.JUDGED_MODEL,
            width=320,
        )
        data = st.selectbox(
            _("Digits"),
            list(sets),
            index=1 if missing else 0,
            format_func=sets.__getitem__,
            key="gallery.data",
            width=320,
        )
    if data == "own":
        return judged_on_own(model)
    if missing and data == "mnist-test":
        text = _("MNIST is not on this machine: {size} MB are downloaded first.")
        st.caption(text.format(size=f"{missing / 1e6:.1f}"))
    weights = shared.bundle(model).card.sha256[bundles.WEIGHTS]
    with st.spinner(_("The network reads them all: a few seconds, once")):
        return judged(data, model, weights)


def show_confusion(shown: Judged) -> tuple[int, int] | None:
    """True digits against answers.

    Returns:
        The chosen cell: true digit and answer.
    """
    answer.heading(_("True digit (row) and answer (column)"))
    counts = evaluation.confusion(shown.data.labels, shown.given)
    digits = [str(digit) for digit in range(10)]
    table = pd.DataFrame(counts, index=digits, columns=digits)
    chosen = st.dataframe(
        table.style.apply(_shades, axis=None).format(lambda n: str(n) if n else "·"),
        on_select="rerun",
        selection_mode="single-cell",
        column_config={digit: st.column_config.Column(width=46) for digit in digits},
        width="content",
        height="content",
        key=f"gallery.confusion.{shown.data.name}",
        alt=_("Confusion matrix: true digits in rows, answers in columns"),
    )
    cells = chosen["selection"]["cells"]
    if not cells:
        return None
    row, column = cells[0]
    return int(row), int(column)


def _shades(table: pd.DataFrame) -> pd.DataFrame:
    """Mistakes in red, the more the stronger; the ground for what is right."""
    mistakes = table.to_numpy() * (1 - np.eye(10, dtype=int))
    shares = mistakes / max(1, mistakes.max())
    styles = np.array(
        [
            [f"background-color: rgba(222, 45, 38, {0.65 * s:.2f})" for s in row]
            for row in shares
        ]
    )
    return pd.DataFrame(styles, index=table.index, columns=table.columns)


def show_examples(shown: Judged, cell: tuple[int, int] | None) -> None:
    """Digits with true and given label: those of a cell, or the wrong or right ones."""
    if cell is not None:
        truth, given = cell
        answer.heading(_("{truth} read as {given}").format(truth=truth, given=given))
        chosen = evaluation.read_as(shown.answers, shown.data.labels, truth, given)
    else:
        kinds: dict[evaluation.Kind, str] = {
            "wrong": _("Wrong, the most sure first"),
            "right": _("Right, the least sure first"),
            "refused": _("Taken for no digit"),
        }
        kind = st.segmented_control(
            _("Examples"),
            list(kinds),
            default="wrong",
            format_func=kinds.__getitem__,
            key="gallery.kind",
            required=True,
        )
        chosen = evaluation.examples(shown.answers, shown.data.labels, kind)
    if not len(chosen):
        st.markdown(_("There are none."))
        return
    pages = -(-len(chosen) // AT_ONCE)
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=f"gallery.page.{pages}")
    part = chosen[(page - 1) * AT_ONCE : page * AT_ONCE]
    st.caption(
        _("{count} in all. Below each: true digit → answer, how sure.").format(
            count=f"{len(chosen):,}"
        )
    )
    sprites.digits(shown.data.images[part], [_caption(shown, index) for index in part])


def _caption(shown: Judged, index: int) -> str:
    truth = shown.data.labels[index]
    if not shown.answers.is_digit[index]:
        return _("{truth} → no digit").format(truth=truth)
    sure = answer.percent(float(shown.answers.probabilities[index].max()))
    return f"{truth} → {shown.given[index]}\n{sure}"


@st.fragment
def show() -> None:
    """Everything; a choice runs only this again."""
    try:
        shown = choose()
    except RecognizerError as error:
        st.error(explain(error))
        return
    found = evaluation.evaluate(shown.answers, shown.data.labels)
    with st.container(horizontal=True, gap="large"):
        st.metric(_("Right"), f"{found.accuracy:.2%}")
        st.metric(_("Wrong"), f"{found.errors:,}")
        st.metric(_("Digits"), f"{found.count:,}")
        st.metric(_("Calibration error"), f"{found.calibration_error:.2%}")
    with st.container(horizontal=True, gap="large", key="workspace"):
        with st.container(gap="xsmall", key="first"):
            cell = show_confusion(shown)
            st.caption(_("Choose a cell to see its digits."))
        with st.container(gap="xsmall", key="second"):
            answer.heading(_("When it is this sure, how often is it right?"))
            bins = evaluation.reliability(
                shown.answers.probabilities, shown.data.labels
            )
            st.altair_chart(charts.reliability(bins))
            st.caption(
                _("On the line, it is as often right as it says. Bars: 15 steps.")
            )
    show_examples(shown, cell)


st.markdown("### " + _("Test gallery"))
show()
