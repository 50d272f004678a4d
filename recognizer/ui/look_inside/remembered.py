"""The memory, taken apart: how near each remembered drawing is, and what it adds."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.network import memory
from recognizer.ui import own_memory
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import colours, labels
from recognizer.ui.widgets.formats import decimal, probability
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.tables import Row, table
from recognizer.ui.widgets.texts import note
from recognizer.ui.widgets.tiles import tile, tiles

SHOWN = 12


def show(subject: Subject) -> None:
    """The remembered drawings, the nearest first; the sums that correct the answer."""
    found = subject.answer.correction
    if found is None:
        note(
            _(
                "Nothing is remembered yet. Correct an answer on the page Draw: the "
                "drawing is then remembered in your browser, and drawings like it are "
                "read as you said, without training."
            )
        )
        return
    note(
        _(
            "The {count} values that the logits are made of are compared with those of "
            "each drawing that you corrected. The cosine of the angle between the two "
            "says how alike they are: 1 for the same drawing. The nearest drawing "
            "speaks, unless its cosine is {floor} or less."
        ).format(
            count=f"{memory.activations(subject.prediction).size:,}", floor=memory.FLOOR
        )
    )
    cosines = found.cosines[0]
    nearest = int(found.nearest[0])
    text = _("{label}, cosine {cosine}")
    pictures = []
    for number in np.argsort(-cosines, kind="stable")[:SHOWN]:
        each = own_memory.remembered()[number]
        shown = text.format(
            label=labels.label(each.label, _), cosine=decimal(cosines[number])
        )
        pictures.append(
            tile(colours.grey(each.image), shown, is_best=number == nearest)
        )
    st.html(tiles(pictures, width="7rem", fills=False))
    if nearest >= 0:
        _show_push(subject, float(cosines[nearest]))
    else:
        note(_("All are too far: the network's answer stands."))
    _show_sums(subject)


def _show_push(subject: Subject, cosine: float) -> None:
    """How the cosine becomes a number that is added."""
    keys = own_memory.keys(subject.recognizer)
    correction = subject.answer.correction
    if keys is None or correction is None:
        return
    need = float(keys.needs[int(correction.nearest[0])])
    gentle, near = memory.pushes(cosine)
    note(
        _(
            "From a cosine of {floor} on, up to {gain} is added. What the corrected "
            "drawing itself needs beyond that ({need}) is added from {near} on, and in "
            "full from {same}."
        ).format(
            floor=memory.FLOOR,
            gain=memory.GAIN,
            need=decimal(need),
            near=memory.NEAR,
            same=memory.SAME,
        )
    )
    push = float(np.abs(correction.added[0]).max())
    computed = _("The memory itself added {value} here.")
    html = render(
        "look_inside/push.html",
        terms=[
            (decimal(memory.GAIN), decimal(gentle)),
            (decimal(need), decimal(near)),
        ],
        total=decimal(memory.GAIN * gentle + need * near),
        note=computed.format(value=decimal(push)),
    )
    st.html(html)


def _show_sums(subject: Subject) -> None:
    own, answer = subject.answer.own, subject.answer.prediction
    added = answer.logits - own.logits
    head = (
        _("Digit"),
        _("Logit of the network"),
        _("added by the memory"),
        _("Sum"),
        _("Probability before"),
        _("Probability"),
        "",
    )
    best = int(answer.probabilities.argmax())
    rows = [
        Row(
            str(digit),
            (
                decimal(float(own.logits[digit])),
                decimal(float(added[digit])),
                decimal(float(answer.logits[digit])),
                probability(own.probabilities[digit]),
                probability(answer.probabilities[digit]),
            ),
            "best" if digit == best else "",
            bar=float(answer.probabilities[digit]),
        )
        for digit in range(10)
    ]
    st.html(table(head, rows))
