"""Streamlit's own words in the visitor's language, and the page's language itself.

Streamlit 1.67 has them in English only, and `<html lang="en">` whatever the page says.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from recognizer.errors import N_
from recognizer.ui import state
from recognizer.ui.translation import gettext

_NO_ROOM = {
    "AxiosError: Request failed with status code 413": N_(
        "There is no room for this file now. Whoever runs this app can allow more by "
        "the setting RECOGNIZER_MAX_UPLOADS_MB."
    )
}
"""What `recognizer.api.gate` answers, in the words of Streamlit's uploader."""
WORDS = {
    "stFileUploader": {
        "Upload": N_("Choose a file"),
        "file upload": N_("Choose a file"),
        "Add files": N_("Choose a file"),
        "{it}MB per file": N_("At most {it} MB"),
        "Remove {it}": N_("Remove {it}"),
        "Error:": N_("Error:"),
        "{it} files are not allowed.": N_("This kind of file cannot be read."),
        **_NO_ROOM,
    },
    "stCameraInput": {
        "Take Photo": N_("Take the photo"),
        "Clear photo": N_("Take another"),
        "Snapshot": N_("The photo"),
        "This app would like to use your camera.": N_(
            "Allow the browser to use the camera."
        ),
    },
    "stSelectbox": {
        "Choose an option": N_("Choose an option"),
        "No results": N_("No results"),
        "No options to select": N_("Nothing to choose from"),
        "Clear value": N_("Clear"),
        "Open": N_("Open"),
        "Dismiss": N_("Close"),
    },
    "stMultiSelect": {
        "Choose options": N_("Choose options"),
        "No results": N_("No results"),
        "Select all": N_("Select all"),
        "Clear all": N_("Clear"),
        "Selected values": N_("Chosen"),
        "Remove {it}": N_("Remove {it}"),
        "Open": N_("Open"),
        "Dismiss": N_("Close"),
    },
    "stNumberInput": {"Increment": N_("Increase"), "Decrement": N_("Decrease")},
    "InputInstructions": {"Press Enter to apply": N_("Press Enter to apply")},
    "stTooltip": {"Help for {it}": N_("Help for {it}"), **_NO_ROOM},
    "stBaseButton-elementToolbar": {
        "Show/hide columns": N_("Show or hide columns"),
        "Download as CSV": N_("Download as CSV"),
        "Download as PNG": N_("Download as PNG"),
        "Copy to clipboard": N_("Copy"),
        "Copy Vega-Lite spec": N_("Copy as Vega-Lite"),
        "Show data": N_("Show the numbers"),
        "Show chart": N_("Show the chart"),
        "Search": N_("Search"),
        "Fullscreen": N_("Full screen"),
        "Close fullscreen": N_("Leave full screen"),
    },
    "stHeaderActionElements": {"Link to heading": N_("Link to this heading")},
    "stSkipToContent": {"Skip to main content": N_("Skip to the content")},
    "stPagination": {
        "Pagination": N_("Pages"),
        "Page {it}": N_("Page {it}"),
        "Previous page": N_("Previous page"),
        "Next page": N_("Next page"),
    },
    "stStatusWidget": {"Running...": N_("Running"), "Stop": N_("Stop")},
    "stDialog": {"Close": N_("Close")},
}
"""By the beginning of Streamlit's own `data-testid`: what it says there, and what is
to be said. "{it}" stands for what changes."""

_component = st.components.v2.component(
    "recognizer.streamlit_texts",
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,
)


def say(page: str) -> None:
    """Have them said on the page; shows nothing.

    Args:
        page: address of the one that is shown, as its link has it.
    """
    words = [
        (place, english, ours)
        for place, texts in WORDS.items()
        for english, message in texts.items()
        if (ours := gettext(message)) != english
    ]
    language = st.session_state[state.LANGUAGE]
    data = {"language": language, "words": words, "page": page}
    _component(data=data, key="streamlit-texts")
