"""How a drawing becomes 28 × 28, what the network is, how good it is."""

from __future__ import annotations

import streamlit as st

from recognizer.errors import RecognizerError
from recognizer.ink import mnist_format
from recognizer.ink.strokes import Drawing
from recognizer.synthesis import digits
from recognizer.ui import shared
from recognizer.ui.translation import explain
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import metrics, times
from recognizer.ui.widgets.stages import stages
from recognizer.ui.widgets.tables import pairs
from recognizer.ui.widgets.texts import plain

st.markdown("## " + _("From a drawing to 28 × 28"))
st.markdown(
    _(
        "The network learned from MNIST, 60,000 digits in one exact "
        "format. A drawing is converted to the same format before the "
        "network sees it: the ink is cropped; the strokes are redrawn, "
        "20 pixels long, with one pen; and the image is shifted until "
        "its centre of mass lies in the middle of 28 × 28 pixels. So "
        "it does not matter how large, where or with which pen you "
        "draw."
    )
)
lines = [line * 150 + 60 for line in digits.FORMS["7-crossed"].strokes]
steps = mnist_format.from_strokes(Drawing.from_points(lines, 14))
st.html(stages(steps))

st.markdown("## " + _("The network"))
st.markdown(
    _(
        "1. **Layer 1** slides 32 small filters of 5 × 5 pixels over "
        "the image. Each responds where its pattern is found: an edge, "
        "a corner, a curve.\n"
        "2. **ReLU** sets negative values to zero, and **pooling** "
        "keeps the largest of every 2 × 2 values.\n"
        "3. **Layer 2** does the same with 64 filters, each of which "
        "looks at all 32 maps of layer 1: it finds patterns of "
        "patterns.\n"
        "4. **The dense layer** combines all of it in 1,024 units.\n"
        "5. **Softmax** turns ten numbers into ten probabilities. If "
        "the network finds little evidence for any digit, it says it "
        "is not a digit."
    )
)

st.markdown("## " + _("Where the answer is computed"))
st.markdown(
    _(
        "In your browser, while you draw: it loads the network's weights once, 6.5 MB, "
        "and computes every layer itself. Until they are there, the server computes "
        "the same answer; it also converts files and photos to 28 × 28 pixels."
    )
)

st.markdown("## " + _("The model in use"))
try:
    card = shared.recognizer().card
except RecognizerError as error:
    st.warning(plain(explain(error)))
else:
    rows = [
        (_("Name"), card.name),
        (_("Parameters"), f"{card.parameters:,}"),
        (_("Trained"), times.day(card.created)),
    ]
    rows += metrics.rows(card.figures)
    st.html(pairs(rows))
    st.caption(
        _(
            "Data: MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0), UNIPEN (Guyon et al., "
            "1994; CC BY 4.0) and synthetic digits; tested on UJI Pen Characters "
            "(Llorens et al., 2008; CC BY 4.0)."
        )
    )
