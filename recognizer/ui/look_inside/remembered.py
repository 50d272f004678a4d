"""The memory, taken apart: how near each remembered drawing is, and what it adds."""

from __future__ import annotations

import numpy as np
import streamlit as st

from recognizer.network import memory
from recognizer.network.memory import Correction, Keys
from recognizer.network.straightening import WAYS, straighten
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
            count=f"{memory.activations(subject.prediction).size:,}",
            floor=memory.second_look(subject.drawing).like,
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
        note(_("Nothing is added: the network's answer stands."))
    _show_sums(subject)


def _show_push(subject: Subject, cosine: float) -> None:
    """How the cosine, and a second look, become a number that is added."""
    keys = own_memory.keys(subject.recognizer)
    correction = subject.answer.correction
    if keys is None or correction is None:
        return
    number = int(correction.nearest[0])
    need, seen = float(keys.needs[number]), float(correction.seen[0])
    has_looked = bool(correction.ways[0] >= 0)
    if has_looked:
        _show_second_look(subject, correction, keys, number)
    note(
        _(
            "Up to {gain} is added, in step with the cosine, and nothing at {floor}. "
            "Where the two drawings are nearly the same, at least what the corrected "
            "one itself needs ({need}) is added: nothing of it at a cosine of {near}, "
            "all of it from {same} on."
        ).format(
            floor=memory.FLOOR,
            gain=memory.GAIN,
            need=decimal(need),
            near=memory.NEAR,
            same=memory.SAME,
        )
    )
    parts = memory.parts(cosine)
    like, same = memory.GAIN * parts.gentle + seen, need * parts.same
    push = float(np.abs(correction.added[0]).max())
    computed = _("The memory itself added {value} here.")
    html = render(
        "look_inside/push.html",
        gain=decimal(memory.GAIN),
        gentle=decimal(parts.gentle),
        seen=decimal(seen) if has_looked else None,
        like=decimal(like),
        need=decimal(need),
        part=decimal(parts.same),
        same=decimal(same),
        more=_("the larger of the two"),
        total=decimal(max(like, same)),
        note=computed.format(value=decimal(push)),
    )
    st.html(html)


def _show_second_look(
    subject: Subject, correction: Correction, keys: Keys, number: int
) -> None:
    """Both drawings straightened, and what the network then says."""
    way = WAYS[int(correction.ways[0])]
    names = {
        "shear": _("sheared by {amount}"),
        "turn": _("turned by {amount}°"),
        "widen": _("made {amount} times as wide"),
    }
    amount = decimal(way.amount, 0 if way.kind == "turn" else 1)
    look = memory.second_look(subject.drawing)
    note(
        _(
            "The network takes a second look, at the drawing straightened: {way}. "
            "That is how it reads the corrected drawing most surely as you said. By "
            "how much that digit now leads, over the others and over the first look's "
            "largest logit less {less}, is added, {most} at most: {seen}."
        ).format(
            way=names[way.kind].format(amount=amount),
            less=f"{look.less_sure:g}",
            most=f"{look.most:g}",
            seen=decimal(float(correction.seen[0])),
        )
    )
    both = [
        straighten(keys.images[number], keys.drawings[number], way.matrix),
        straighten(subject.prediction.image, subject.drawing, way.matrix),
    ]
    texts = (_("the corrected drawing, straightened"), _("this drawing, straightened"))
    pictures = [
        tile(colours.grey(each), text) for each, text in zip(both, texts, strict=True)
    ]
    st.html(tiles(pictures, width="7rem", fills=False))


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
