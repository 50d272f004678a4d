"""Why this digit: hidden squares, exact evidence, and what would change its mind."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from recognizer.explanations import counterfactual, evidence, occlusion
from recognizer.explanations.evidence import Evidence
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import answer, choices, figures

VIEW = "inside.reasons"
SHOWN = 6
"""Maps that are listed for the digit, and against it."""


@st.fragment
def show(subject: Subject) -> None:
    """Choose one of three ways to ask."""
    names = {
        "hide": _("Hide a square"),
        "evidence": _("Evidence of the maps"),
        "change": _("What would change its mind"),
    }
    chosen = choices.one_of(_("How to ask"), list(names), VIEW, names.__getitem__)
    views = {"hide": _show_occlusion, "evidence": _show_evidence}
    views.get(chosen, _show_change)(subject)


def _show_occlusion(subject: Subject) -> None:
    found = occlusion.occlude(
        subject.recognizer, subject.prediction.image, subject.best
    )
    digit = subject.best
    text = _(
        "A square of paper, 4 × 4 pixels, is laid on every place of your drawing. Red: "
        "without the ink there, the {digit} becomes less likely. Blue: more likely."
    )
    figures.note(text.format(digit=digit))
    limit = figures.reach(found.evidence)
    row, column = found.worst
    box = (row, column, occlusion.SIDE, occlusion.SIDE)
    image = subject.prediction.image
    worst = _(
        "With the framed square hidden, the {digit} falls from {before} to {after}."
    ).format(
        digit=digit,
        before=answer.percent(found.probability),
        after=answer.percent(found.hidden_probability),
    )
    st.html(
        figures.row(
            figures.picture(
                image,
                "pixels",
                _("What the network was given"),
                limit=255,
                side="15rem",
                box=box,
            ),
            figures.picture(
                found.evidence,
                "signed",
                _("What each place does for the {digit}").format(digit=digit),
                limit=limit,
                side="15rem",
                box=box,
            ),
            figures.picture(
                occlusion.hide(image, row, column),
                "pixels",
                _("The square that costs most, hidden"),
                limit=255,
                side="15rem",
            ),
        )
    )
    figures.legends((_("fall of the log-odds"), -limit, limit, "signed"))
    figures.note(worst)


def _show_evidence(subject: Subject) -> None:
    with st.container(horizontal=True, gap="small"):
        digit = choices.digit(_("For"), "inside.for", subject.best)
        others = [None, *(each for each in range(10) if each != digit)]
        against = subject.runner_up if subject.runner_up != digit else subject.best
        other = st.selectbox(
            _("Against"),
            others,
            index=others.index(against),
            format_func=lambda each: _("no other digit") if each is None else str(each),
            key=f"inside.against.{digit}",
            width=200,
        )
    traces = subject.traces()
    found = evidence.between(subject.network, traces, digit, other)
    logits = subject.prediction.logits
    if other is None:
        figures.note(
            _(
                "Behind the last maps the network only weighs and adds, so the logit "
                "of the {digit} is exactly a sum of what each map gives, and a "
                "constant."
            ).format(digit=digit)
        )
        computed = float(logits[digit])
    else:
        figures.note(
            _(
                "Behind the last maps the network only weighs and adds, so the lead of "
                "the {digit} over the {other} is exactly a sum of what each map gives, "
                "and a constant. Red speaks for the {digit}, blue for the {other}."
            ).format(digit=digit, other=other)
        )
        computed = float(logits[digit] - logits[other])
    places = figures.reach(found.by_place)
    st.html(
        figures.row(
            figures.picture(
                subject.prediction.image,
                "pixels",
                _("What the network was given"),
                limit=255,
                side="15rem",
            ),
            figures.picture(
                found.by_place,
                "signed",
                _("What each place gives, over all maps"),
                limit=places,
                side="15rem",
            ),
            _list(found, subject),
        )
    )
    figures.legends((_("part of the logit"), -places, places, "signed"))
    _show_sum(found, computed)


def _list(found: Evidence, subject: Subject) -> str:
    """The maps that count most either way, with signed bars."""
    by_map = found.by_map
    if by_map.size == 1:
        return ""
    order = np.argsort(by_map)[::-1]
    chosen = [each for each in order[:SHOWN] if by_map[each] > 0]
    chosen += [each for each in order[-SHOWN:] if by_map[each] < 0]
    limit = figures.reach(by_map)
    maps = subject.prediction.layers[subject.filter_layers[-1]].pooled
    if maps is None:
        return ""
    style = figures.sprites("hi-evidence", maps, "active", float(maps.max()))
    rows = []
    for each in chosen:
        share = 50 * abs(by_map[each]) / max(limit, 1e-9)
        left = 50 if by_map[each] > 0 else 50 - share
        colour = "#de2d26" if by_map[each] > 0 else "#2171b5"
        rows.append(
            f"<span>{each + 1}</span>"
            f'<i class="tile hi-evidence" style="width:2rem;'
            f'{figures.place(int(each), by_map.size)}"></i>'
            f'<span class="signed"><i style="left:{left:.1f}%;width:{share:.1f}%;'
            f'background:{colour}"></i></span>'
            f'<span class="number">{figures.number(by_map[each], 2)}</span>'
        )
    rest = by_map.size - len(chosen)
    others = by_map.sum() - by_map[chosen].sum()
    text = _("{count} other maps").format(count=rest)
    rows.append(
        f'<span></span><span style="grid-column:span 2">{escape(text)}</span>'
        f'<span class="number">{figures.number(others, 2)}</span>'
    )
    title = _("The maps that count most")
    return figures.figure(
        title,
        f'<style>{style}</style><div class="hi-list" role="img" '
        f'aria-label="{escape(title)}">{"".join(rows)}</div>',
    )


def _show_sum(found: Evidence, computed: float) -> None:
    total = figures.number(float(found.parts.sum()))
    names = escape(_("all parts")), escape(_("constant"))
    st.html(
        f'<p class="hi-sum"><small>{names[0]}</small>{total} + '
        f"<small>{names[1]}</small>{figures.number(found.constant)} = "
        f"<b>{figures.number(found.total)}</b></p>"
    )
    text = _("The network itself computed {value}.")
    figures.note(text.format(value=figures.number(computed)))


def _show_change(subject: Subject) -> None:
    image = subject.prediction.image
    found = counterfactual.smallest_change(subject.recognizer, subject.network, image)
    if found is None:
        side = counterfactual.LARGEST
        text = _(
            "No square of ink or paper of up to {side} × {side} pixels that was tried "
            "changes the answer. It is sure of itself."
        )
        figures.note(text.format(side=side))
        return
    text = (
        _("A blot of {side} × {side} pixels is enough.")
        if found.ink
        else _("Erasing {side} × {side} pixels is enough.")
    )
    figures.note(
        text.format(side=found.side)
        + " "
        + _("It is the smallest square found; a smaller one may have been missed.")
    )
    box = (found.row, found.column, found.side, found.side)
    before = figures.answer(subject.prediction.digit, subject.prediction.confidence)
    after = figures.answer(found.digit, found.confidence)
    st.html(
        figures.row(
            figures.picture(image, "pixels", before, limit=255, side="17rem", box=box),
            figures.sign("→"),
            figures.picture(
                found.image, "pixels", after, limit=255, side="17rem", box=box
            ),
        )
    )
