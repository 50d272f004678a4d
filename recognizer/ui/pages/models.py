"""All networks: their figures, export, import, deletion."""

from __future__ import annotations

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.network import archives, bundles
from recognizer.network.bundles import Bundle
from recognizer.training import conversions
from recognizer.ui import handout, shared, state
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import buttons, metrics


def all_bundles() -> list[Bundle]:
    """Every whole bundle; a damaged one is reported."""
    found = []
    for name in bundles.names(shared.settings().model_folders):
        try:
            found.append(shared.bundle(name))
        except RecognizerError as error:
            st.warning(explain(error))
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
    card = bundle.card
    st.markdown(f"#### {card.name}")
    with st.container(horizontal=True, gap="small"):
        buttons.offer_to_answer(card.name)
        buttons.offer_gallery(card.name)
    with st.container(horizontal=True, gap="small"):
        downloads = {
            "zip": (_("Download as zip"), lambda: archives.pack(bundle)),
            "tflite": (_("For LiteRT"), lambda: bundle.network.read_bytes()),
            "keras": (_("For Keras"), lambda: conversions.export_keras(bundle)),
            "html": (_("As a web page"), lambda: handout.page(bundle).encode()),
        }
        for kind, (label, content) in downloads.items():
            st.download_button(
                label,
                content,
                f"{card.name}.{kind}",
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{kind}",
            )
    if bundle.path.parent == shared.settings().data / "models":
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
            args=(save, bundle, name, note),
            key="save-model",
        )
        st.button(
            _("Delete"),
            icon=":material/delete:",
            on_click=buttons.attempt,
            args=(delete, bundle),
            key="delete-model",
        )


def save(bundle: Bundle, name: str, note: str) -> None:
    """Keep a model's name and note."""
    bundles.write_note(bundle, note)
    if name != bundle.card.name:
        bundles.rename(bundle, name)
        if state.chosen_model() == bundle.card.name:
            state.choose_model(name)


def delete(bundle: Bundle) -> None:
    """Remove a model; those whom it answered get the usual one."""
    bundles.delete(bundle)


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
            name = conversions.import_model(given.getvalue(), shared.settings())
    except RecognizerError as error:
        st.error(explain(error))
    else:
        st.success(_("{name} was imported.").format(name=name))
        state.choose_model(name)


listing, taking = st.container(), st.container()
with taking:  # first, so that an imported model is listed at once
    import_model()
with listing:
    models = all_bundles()
    if models:
        show_model(show_table(models))
