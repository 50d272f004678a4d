"""How a network does on a whole data set, and which digits it reads wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
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
from recognizer.ui.widgets import charts, choices, colours, sight
from recognizer.ui.widgets.confusion import confusion
from recognizer.ui.widgets.formats import percent, probability
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.texts import heading, plain
from recognizer.ui.widgets.tiles import Line, Tile, tile, tiles

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
        sets["own"] = _("saved drawings")
    with st.container(horizontal=True, gap="medium"):
        model = choices.from_list(
            _("Network"), names, state.JUDGED_MODEL, answering, width=320
        )
        data = choices.from_list(
            _("Digits"),
            list(sets),
            state.JUDGED_DATA,
            "digits" if missing else "mnist-test",
            sets.__getitem__,
            width=320,
        )
    if data == "own":
        return judged_on_own(model)
    if missing and data == "mnist-test":
        text = _("MNIST is not on this machine: {size} MB are downloaded first.")
        st.caption(text.format(size=f"{missing / 1e6:.1f}"))
    weights = shared.bundle(model).card.sha256[bundles.WEIGHTS]
    with st.spinner(_("Evaluating the network: a few seconds, once")):
        return judged(data, model, weights)


def show_confusion(shown: Judged) -> tuple[int, int] | None:
    """True digits against predicted ones.

    Returns:
        The chosen cell: true and predicted digit.
    """
    data = shown.data.name
    kept: tuple[str, tuple[int, int] | None] = st.session_state.get(
        state.CELL, (data, None)
    )
    cell = kept[1] if kept[0] == data else None

    def pick(chosen: list[str]) -> None:
        place = whole_numbers(chosen[1:], 10, 10)
        if place is not None:
            picked = (place[0], place[1])
            st.session_state[state.CELL] = (data, None if picked == cell else picked)

    heading(_("True digit (row) and predicted digit (column)"))
    counts = evaluation.confusion(shown.data.labels, shown.given)
    picker(confusion(counts, "cell", cell), "gallery-confusion", pick)
    return cell


def show_cell(shown: Judged, cell: tuple[int, int]) -> None:
    """The digits of a chosen cell, beside the matrix, and the way back."""
    truth, given = cell
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="cell"
    ):
        text = _("{truth} read as {predicted}")
        heading(text.format(truth=truth, predicted=given), width="content")
        st.button(
            _("Close"),
            icon=":material/close:",
            on_click=st.session_state.pop,
            args=(state.CELL,),
            key="close-cell",
        )
        sight.bring("cell", cell, "center")
    _show_pages(
        shown, evaluation.read_as(shown.answers, shown.data.labels, truth, given)
    )


def show_examples(shown: Judged) -> None:
    """Digits with true and given label: the wrong, the right or the rejected ones."""
    kinds: dict[evaluation.Kind, str] = {
        "wrong": _("Wrong, most confident first"),
        "right": _("Correct, least confident first"),
        "rejected": _("Rejected as not a digit"),
    }
    kind = st.segmented_control(
        _("Examples"),
        list(kinds),
        default="wrong",
        format_func=kinds.__getitem__,
        key=state.EXAMPLES_KIND,
        required=True,
    )
    _show_pages(
        shown, evaluation.examples(shown.answers, shown.data.labels, kind or "wrong")
    )


def _show_pages(shown: Judged, chosen: NDArray[np.intp]) -> None:
    if not len(chosen):
        st.markdown(_("There are none."))
        return
    pages = -(-len(chosen) // AT_ONCE)
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=state.variant(state.EXAMPLES_PAGE, pages))
    part = chosen[(page - 1) * AT_ONCE : page * AT_ONCE]
    st.caption(
        _("{count} in all. Below each: true digit → answer, confidence.").format(
            count=f"{len(chosen):,}"
        )
    )
    st.html(tiles([_tile(shown, index) for index in part], width="84px"))


def _tile(shown: Judged, index: int) -> Tile:
    truth = shown.data.labels[index]
    uri = colours.grey(shown.data.images[index])
    if not shown.answers.is_digit[index]:
        return tile(uri, _("{truth} → no digit").format(truth=truth))
    text = f"{truth} → {shown.given[index]}"
    sure = probability(float(shown.answers.probabilities[index].max()))
    return Tile(uri, text, [Line(text), Line(sure)])


def show_reliability(shown: Judged) -> None:
    """How often answers are right against how sure they are."""
    heading(_("When it is this sure, how often is it right?"))
    bins = evaluation.reliability(shown.answers.probabilities, shown.data.labels)
    charts.show(charts.reliability(bins))
    st.caption(
        _(
            "Where a bar meets the dashed line, the network is right as often as its "
            "confidence says. There are 15 bins."
        )
    )


@st.fragment
def show() -> None:
    """Everything; a choice runs only this again."""
    try:
        shown = choose()
    except RecognizerError as error:
        st.error(plain(explain(error)))
        return
    found = evaluation.evaluate(shown.answers, shown.data.labels)
    with st.container(horizontal=True, gap="medium"):
        st.metric(_("Accuracy"), percent(found.accuracy, 2))
        st.metric(_("Mistakes"), f"{found.errors:,}")
        st.metric(_("Digits"), f"{found.count:,}")
        st.metric(_("Calibration error"), percent(found.calibration_error, 2))
    with st.container(horizontal=True, gap="large", key="workspace"):
        with st.container(gap="xsmall", key="first"):
            cell = show_confusion(shown)
            st.caption(_("Click a cell to see its digits."))
        with st.container(gap="xsmall", key="second"):
            if cell is None:
                show_reliability(shown)
            else:
                show_cell(shown, cell)
    if cell is None:
        show_examples(shown)


st.markdown("## " + _("Test gallery"))
show()
