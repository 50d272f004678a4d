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
from recognizer.ui.models import card as model_card
from recognizer.ui.models import changes
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, metrics
from recognizer.ui.widgets.picker import picker, whole_numbers
from recognizer.ui.widgets.tables import Row, cards
from recognizer.ui.widgets.texts import heading, note, plain


def all_bundles() -> list[Bundle]:
    """Every whole bundle; a damaged one is reported."""
    found = []
    for name in bundles.names(shared.settings().model_folders):
        try:
            found.append(shared.bundle(name))
        except RecognizerError as error:
            st.warning(plain(explain(error)))
    return found


def choose(found: list[Bundle]) -> Bundle:
    """The model of the address, else the one looked at last, else the one in use."""
    by_name = {bundle.card.name: bundle for bundle in found}
    asked = st.query_params.get("model"), st.session_state.get(state.MODELS)
    for name in (*asked, shared.answering_model()):
        if name in by_name:
            return by_name[name]
    return found[0]


def look_at(name: str) -> None:
    """Show another model's card, and name it in the address."""
    st.session_state[state.MODELS] = st.query_params["model"] = name


def choose_by_name(found: list[Bundle], chosen: Bundle) -> None:
    """A list to open, at hand on a phone too."""
    st.session_state[state.MODEL_SHOWN] = chosen.card.name
    st.selectbox(
        _("Model"),
        [bundle.card.name for bundle in found],
        key=state.MODEL_SHOWN,
        on_change=lambda: look_at(st.session_state[state.MODEL_SHOWN]),
        label_visibility="collapsed",
        width=320,
    )


def show_table(found: list[Bundle], chosen: Bundle) -> None:
    """All models beside each other; a press on a name shows its card."""
    heading(_("All models"))
    note(_("Choose one to see its card. –: not measured."))
    head = [
        _("Model"),
        _("Pen strokes, test accuracy (UJI)"),
        _("MNIST test accuracy"),
        _("Parameters"),
    ]
    rows = [
        Row(
            bundle.card.name,
            [
                metrics.accuracy(bundle.card.figures, "uji-test"),
                metrics.accuracy(bundle.card.figures, "mnist-test"),
                f"{bundle.card.parameters:,}",
            ],
            "best" if bundle is chosen else "",
            pick=f"model.{number}",
        )
        for number, bundle in enumerate(found)
    ]

    def pick(parts: list[str]) -> None:
        place = whole_numbers(parts[1:], len(found))
        if place is not None:
            look_at(found[place[0]].card.name)

    picker(cards(head, rows), "models-table", pick)


def show_model(bundle: Bundle) -> None:
    """One network: its card, and what can be done with it."""
    card, who = bundle.card, visitor.current()
    st.markdown("## " + plain(card.name))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        buttons.offer_to_answer(card.name)
        buttons.offer_gallery(card.name)
    if bundle.note:
        st.text(bundle.note)
    model_card.show(card)
    heading(_("Take it with you"))
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


def change(bundle: Bundle) -> None:
    """Another name or note for one of the person's own models, or away with it."""
    name_key = state.variant(state.MODEL_NAME, bundle.path)
    note_key = state.variant(state.MODEL_NOTE, bundle.path)

    def save_both() -> None:
        save(bundle, st.session_state[name_key], st.session_state[note_key])

    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input(_("Name"), bundle.card.name, max_chars=60, key=name_key)
        st.text_input(_("Note"), bundle.note, max_chars=bundles.MAX_NOTE, key=note_key)
        st.button(
            _("Save"),
            icon=":material/save:",
            on_click=buttons.attempt,
            args=(save_both,),
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


def save(bundle: Bundle, name: str, note: str) -> None:
    """Keep a model's name and note, and go on showing it.

    Raises:
        NotAllowed: if this visitor may not.
        RecognizerError: if the name or the note cannot be kept.
    """
    changes.save(bundle, name, note)
    look_at(name)


def import_model() -> None:
    """A model from another person."""
    heading(_("Import a model"))
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
        look_at(name)


listing, taking = st.container(), st.container()
if visitor.may(Action.IMPORT_MODEL):
    with taking:  # first, so that an imported model is listed at once
        import_model()
with listing:
    models = all_bundles()
    if models:
        chosen = choose(models)
        choose_by_name(models, chosen)
        with st.container(horizontal=True, gap="large", key="workspace"):
            with st.container(gap="small", key="first"):
                show_model(chosen)
            with st.container(gap="small", key="second"):
                show_table(models, chosen)
                metrics.show_matrix(chosen.card.figures)
