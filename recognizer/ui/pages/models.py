"""All networks: their figures, export, import, deletion."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.network import archives, bundles
from recognizer.network.bundles import Bundle
from recognizer.room.rights import Action
from recognizer.ui import handout, shared, state, visitor
from recognizer.ui.models import changes
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, metrics
from recognizer.ui.widgets.texts import plain


def all_bundles() -> list[Bundle]:
    """Every whole bundle; a damaged one is reported."""
    found = []
    for name in bundles.names(shared.settings().model_folders):
        try:
            found.append(shared.bundle(name))
        except RecognizerError as error:
            st.warning(plain(explain(error)))
    return found


def show_table(found: list[Bundle]) -> Bundle:
    """The networks beside each other; the chosen one is returned."""
    judged = {name: metrics.names()[name] for name in ("mnist-test", "uji-test")}
    rows = [
        {
            _("Name"): bundle.card.name,
            _("Parameters"): bundle.card.parameters,
            **{
                title: bundle.card.figures.get(data, {}).get("accuracy")
                for data, title in judged.items()
            },
            _("Trained"): bundle.card.created[:10],
            _("Note"): bundle.note,
        }
        for bundle in found
    ]
    percent = st.column_config.NumberColumn(format="percent")
    selected = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            **dict.fromkeys(judged.values(), percent),
            _("Parameters"): st.column_config.NumberColumn(format="localized"),
        },
        key=state.MODELS,
    )
    chosen = selected["selection"]["rows"]
    if chosen and chosen[0] < len(found):
        return found[chosen[0]]
    answering = shared.answering_model()
    return next((each for each in found if each.card.name == answering), found[0])


def show_model(bundle: Bundle) -> None:
    """One network: what can be done with it, and its card."""
    card, who = bundle.card, visitor.current()
    st.markdown("#### " + plain(card.name))
    with st.container(horizontal=True, gap="small"):
        buttons.offer_to_answer(card.name)
        buttons.offer_gallery(card.name)
    with st.container(horizontal=True, gap="small"):
        downloads: dict[str, tuple[str, Callable[[], bytes]]] = {
            "zip": (_("Download as zip"), lambda: archives.pack(bundle)),
            "tflite": (_("For LiteRT"), lambda: bundle.network.read_bytes()),
            "keras": (_("For Keras"), partial(changes.export_keras, bundle, who)),
            "html": (_("As a web page"), lambda: handout.page(bundle).encode()),
        }
        if not visitor.may(Action.CONVERT_MODEL):
            del downloads["keras"]
        for kind, (label, content) in downloads.items():
            st.download_button(
                label,
                content,
                f"{card.name}.{kind}",
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{kind}",
            )
    is_built_in = bundle.path.parent != shared.settings().data / "models"
    if not is_built_in and visitor.may(Action.CHANGE_MODEL):
        change(bundle)
    metrics.show(card.figures)
    if card.notes:
        with st.expander(_("What its card says"), icon=":material/description:"):
            for note in card.notes:
                st.text(note)


def change(bundle: Bundle) -> None:
    """Another name or note for one of the person's own models, or away with it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = st.text_input(
            _("Name"),
            bundle.card.name,
            max_chars=60,
            key=state.variant(state.MODEL_NAME, bundle.path),
        )
        note = st.text_input(
            _("Note"),
            bundle.note,
            max_chars=bundles.MAX_NOTE,
            key=state.variant(state.MODEL_NOTE, bundle.path),
        )
        st.button(
            _("Save"),
            icon=":material/save:",
            on_click=buttons.attempt,
            args=(changes.save, bundle, name, note),
            key="save-model",
        )
        buttons.ask_back(
            _("Delete"),
            ":material/delete:",
            _("{name} will be deleted for everybody, for good.").format(
                name=bundle.card.name
            ),
            changes.delete,
            bundle,
            key="delete-model",
        )


def import_model() -> None:
    """A model from another person."""
    st.markdown("#### " + _("Import a model"))
    given = st.file_uploader(
        _("A zip from another person's Models page"), type=["zip"], key=state.MODEL_ZIP
    )
    if given is None or st.session_state.get(state.TAKEN) == given.file_id:
        return
    st.session_state[state.TAKEN] = given.file_id
    try:
        with st.spinner(_("Checking, converting and testing the model")):
            name = changes.import_model(given.getvalue())
    except RecognizerError as error:
        st.error(plain(explain(error)))
    else:
        st.success(_("{name} was imported.").format(name=name))
        state.choose_model(name)


listing, taking = st.container(), st.container()
if visitor.may(Action.IMPORT_MODEL):
    with taking:  # first, so that an imported model is listed at once
        import_model()
with listing:
    models = all_bundles()
    if models:
        show_model(show_table(models))
