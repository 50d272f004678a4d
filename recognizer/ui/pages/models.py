"""All networks: their figures, to give away, to take over, to delete."""

from __future__ import annotations

import streamlit as st

from recognizer import jobs
from recognizer.errors import RecognizerError
from recognizer.store import archives, bundles
from recognizer.store.bundles import Bundle
from recognizer.ui import components, services, state
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _


def all_bundles() -> list[Bundle]:
    """Every whole bundle; a damaged one is told of."""
    found = []
    for name in bundles.names(services.settings().model_folders):
        try:
            found.append(services.bundle(name))
        except RecognizerError as error:
            st.warning(explain(error))
    return found


def show_table(found: list[Bundle]) -> Bundle:
    """The networks beside each other; the chosen one is returned."""
    rows = []
    for bundle in found:
        figures = bundle.card.figures
        rows.append(
            {
                _("Name"): bundle.card.name,
                _("Parameters"): bundle.card.parameters,
                _("MNIST test set: right"): _accuracy(figures, "mnist-test"),
                _("Real pen strokes of other writers: right"): _accuracy(
                    figures, "unipen-dev"
                ),
                _("Trained"): bundle.card.created[:10],
            }
        )
    percent = st.column_config.NumberColumn(format="percent")
    selected = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            _("MNIST test set: right"): percent,
            _("Real pen strokes of other writers: right"): percent,
            _("Parameters"): st.column_config.NumberColumn(format="localized"),
        },
        key="models.table",
    )
    chosen = selected["selection"]["rows"]
    if chosen and chosen[0] < len(found):
        return found[chosen[0]]
    answering = state.answering_model(services.settings().model)
    return next((each for each in found if each.card.name == answering), found[0])


def _accuracy(figures: dict[str, dict[str, float]], data: str) -> float | None:
    return figures.get(data, {}).get("accuracy")


def show_model(bundle: Bundle) -> None:
    """One network: what can be done with it, and its card."""
    card = bundle.card
    st.markdown(f"#### {card.name}")
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Answer with it on the Draw page"),
            icon=":material/check:",
            on_click=state.choose_model,
            args=(card.name,),
            key="use",
        )
        st.download_button(
            _("Download as zip"),
            lambda: archives.pack(bundle),
            f"{card.name}.zip",
            "application/zip",
            icon=":material/download:",
            key="download",
        )
        st.download_button(
            _("LiteRT network"),
            lambda: bundle.network.read_bytes(),
            f"{card.name}.tflite",
            icon=":material/download:",
            key="download-network",
        )
        if bundle.path.parent == services.settings().data / "models":
            st.button(
                _("Delete"),
                icon=":material/delete:",
                on_click=services.delete,
                args=(bundle,),
                key="delete-model",
            )
    for note in card.notes:
        st.text(note)
    mnist = card.figures.get("mnist-test")
    if mnist:
        components.heading(_("MNIST's test set: true digit and answer"))
        components.confusion(mnist["confusion"])


def take_over() -> None:
    """A model from another person."""
    st.markdown("#### " + _("Take over a model"))
    given = st.file_uploader(
        _("A zip from another person's Models page"), type=["zip"], key="models.zip"
    )
    if given is None or st.session_state.get(state.TAKEN) == given.file_id:
        return
    st.session_state[state.TAKEN] = given.file_id
    try:
        with st.spinner(_("It is checked, written anew and tested")):
            name = jobs.adopt(given.getvalue())
    except RecognizerError as error:
        st.error(explain(error))
    else:
        st.success(_("{name} is here.").format(name=name))
        state.choose_model(name)


listing, taking = st.container(), st.container()
with taking:  # first, so that what is taken over is listed at once
    take_over()
with listing:
    models = all_bundles()
    if models:
        show_model(show_table(models))
