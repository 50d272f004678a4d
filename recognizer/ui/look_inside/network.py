"""The network in one picture, and under it what is opened in it; both in the browser.

They follow the pen, and what is open stands in the page's address: see
`recognizer/browser/look_inside/overview.js`, `opening.js` and `place.js`.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from recognizer.network.architecture import Layer
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, labels
from recognizer.ui.widgets.browser import Component
from recognizer.ui.widgets.style import theme

_network = Component("network")
_opening = Component("opening")


def show(subject: dict[str, Any], layers: tuple[Layer, ...]) -> None:
    """Everything from the drawing to the answer.

    Args:
        subject: what the browser is told of the drawing and the network.
        layers: of the network, from the image to the logits.
    """
    texts = labels.inside(_, layers)
    data = {**subject, "labels": texts, "colours": colours.scales(theme())}
    with st.container(key="network"):
        _network(key="live-network", data=data)
    _opening(key="live-opening", data=data)
