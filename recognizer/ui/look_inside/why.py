"""Why this digit: hidden squares, exact evidence, and what would change its mind."""

from __future__ import annotations

import numpy as np
import streamlit as st
from markupsafe import Markup

from recognizer.explanations import counterfactual, evidence, occlusion
from recognizer.explanations.evidence import DoubleArray, Evidence
from recognizer.ui import state
from recognizer.ui.look_inside.subject import Subject
from recognizer.ui.translation import gettext as _
from recognizer.ui.widgets import choices, colours, figures
from recognizer.ui.widgets.answer import in_words
from recognizer.ui.widgets.formats import decimal, probability
from recognizer.ui.widgets.html import render
from recognizer.ui.widgets.legends import Scale, legend
from recognizer.ui.widgets.sprites import sprites
from recognizer.ui.widgets.texts import note

NOTHING = "none"
"""Stands in the address where no digit is spoken against."""

SHOWN = 6
"""Maps that are listed for the digit, and against it."""


@st.fragment
def show(subject: Subject) -> None:
    """Choose one of three ways to ask."""
    names = {
        "hide": _("Hide a square"),
        "evidence": _("Evidence of the maps"),
        "change": _("What would change the answer"),
    }
    chosen = choices.one_of(
        _("How to ask"), list(names), state.REASONS, names.__getitem__, "reason"
    )
    views = {"hide": _show_occlusion, "evidence": _show_evidence}
    views.get(chosen, _show_change)(subject)


def _show_occlusion(subject: Subject) -> None:
    found = occlusion.occlude(
        subject.recognizer, subject.prediction.image, subject.best
    )
    digit = subject.best
    text = _(
        "A blank square of 4 × 4 pixels covers each position of your "
        "drawing in turn. Red: without the ink there, the {digit} "
        "becomes less likely. Blue: more likely."
    )
    note(text.format(digit=digit))
    limit = colours.reach(found.evidence)
    row, column = found.worst
    box = (row, column, occlusion.SIDE, occlusion.SIDE)
    image = subject.prediction.image
    before, after = map(probability, (found.probability, found.hidden_probability))
    worst = (
        _(
            "With the framed square hidden, the log-odds of the {digit} fall by "
            "{fall}: its probability goes from {before} to {after}."
        )
        if before != after
        else _(
            "With the framed square hidden, the log-odds of the {digit} fall by "
            "{fall}; its probability stays {before}."
        )
    ).format(
        digit=digit,
        fall=decimal(float(found.evidence.max()), 1),
        before=before,
        after=after,
    )
    st.html(
        figures.row(
            figures.picture(
                image,
                "pixels",
                _("What the network sees"),
                side="15rem",
                box=box,
            ),
            figures.picture(
                found.evidence,
                "signed",
                _("What each position does for the {digit}").format(digit=digit),
                limit=limit,
                side="15rem",
                box=box,
            ),
            figures.picture(
                occlusion.hide(image, row, column),
                "pixels",
                _("The square that costs most, hidden"),
                side="15rem",
            ),
        )
    )
    st.html(legend(Scale(_("fall of the log-odds"), limit, "signed")))
    note(worst)


def _show_evidence(subject: Subject) -> None:
    with st.container(horizontal=True, gap="small"):
        digits = [str(each) for each in range(10)]
        best, runner_up = str(subject.best), str(subject.runner_up)
        spoken_for = choices.from_list(
            _("For"), digits, state.EVIDENCE_FOR, best, width=130, parameter="for"
        )
        digits.remove(spoken_for)
        spoken_against = choices.from_list(
            _("Against"),
            [NOTHING, *digits],
            state.EVIDENCE_AGAINST,
            best if spoken_for == runner_up else runner_up,
            lambda each: _("no other digit") if each == NOTHING else each,
            width=200,
            parameter="against",
        )
    digit = int(spoken_for)
    other = None if spoken_against == NOTHING else int(spoken_against)
    traces = subject.traces
    found = evidence.between(subject.network, traces, digit, other)
    logits = subject.prediction.logits
    if other is None:
        note(
            _(
                "After the last maps the network only multiplies and adds, so "
                "the logit of the {digit} is exactly the sum of each map's "
                "contribution and a constant."
            ).format(digit=digit)
        )
        computed = float(logits[digit])
    else:
        note(
            _(
                "After the last maps the network only multiplies and adds, so "
                "the lead of the {digit} over the {other} is exactly the sum "
                "of each map's contribution and a constant. Red supports the "
                "{digit}, blue the {other}."
            ).format(digit=digit, other=other)
        )
        computed = float(logits[digit] - logits[other])
    places = colours.reach(found.by_place)
    st.html(
        figures.row(
            figures.picture(
                subject.prediction.image,
                "pixels",
                _("What the network sees"),
                side="15rem",
            ),
            figures.picture(
                found.by_place,
                "signed",
                _("Contribution of each position, over all maps"),
                limit=places,
                side="15rem",
            ),
            _list(found, subject),
        )
    )
    st.html(legend(Scale(_("contribution to the logit"), places, "signed")))
    st.html(_sum(found, computed))


def _list(found: Evidence, subject: Subject) -> Markup:
    """The maps that count most either way, with signed bars."""
    by_map = found.by_map
    if by_map.size == 1:
        return Markup()
    order = np.argsort(by_map)[::-1]
    chosen = [each for each in order[:SHOWN] if by_map[each] > 0]
    chosen += [each for each in order[-SHOWN:] if by_map[each] < 0]
    maps = subject.prediction.layers[subject.filter_layers[-1]].pooled
    if maps is None:
        return Markup()
    title = _("The maps that count most")
    others = float(by_map.sum() - by_map[chosen].sum())
    return figures.figure(
        title,
        render(
            "look_inside/evidence.html",
            title=title,
            sheet=sprites(maps, "activation", float(maps.max())),
            rows=[_row(int(each), by_map) for each in chosen],
            rest=_("{count} other maps").format(count=by_map.size - len(chosen)),
            rest_value=decimal(others, 2),
        ),
    )


def _row(index: int, by_map: DoubleArray) -> dict[str, object]:
    """A map's contribution as a bar from the middle, red for and blue against."""
    contribution = float(by_map[index])
    length = 50 * abs(contribution) / max(colours.reach(by_map), 1e-9)
    return {
        "index": index,
        "is_against": contribution < 0,
        "left": f"{50 - length if contribution < 0 else 50:.1f}%",
        "width": f"{length:.1f}%",
        "value": decimal(contribution, 2),
    }


def _sum(found: Evidence, computed: float) -> Markup:
    """Contributions, constant and total, the constant rounded so that they add up."""
    text = _("The network itself computed {value}.")
    total, summed = round(found.total, 4), round(float(found.contributions.sum()), 4)
    constant = total - summed
    return render(
        "look_inside/equation.html",
        terms=[
            ("", _("all contributions"), decimal(summed)),
            ("−" if constant < 0 else "+", _("constant"), decimal(abs(constant))),
        ],
        total=decimal(total),
        note=text.format(value=decimal(computed)),
    )


def _show_change(subject: Subject) -> None:
    image = subject.prediction.image
    found = counterfactual.smallest(subject.recognizer, subject.network, image)
    if found is None:
        side = counterfactual.LARGEST
        text = _(
            "No square of ink or paper of up to {side} × {side} pixels "
            "that was tried changes the answer."
        )
        note(text.format(side=side))
        return
    text = (
        _("Adding {side} × {side} pixels of ink is enough.")
        if found.ink
        else _("Erasing {side} × {side} pixels is enough.")
    )
    note(
        text.format(side=found.side)
        + " "
        + _("It is the smallest square found; a smaller one may have been missed.")
    )
    box = (found.row, found.column, found.side, found.side)
    before = in_words(subject.prediction.digit, subject.prediction.confidence)
    after = in_words(found.digit, found.confidence)
    st.html(
        figures.row(
            figures.picture(image, "pixels", before, side="17rem", box=box),
            figures.sign("→"),
            figures.picture(found.image, "pixels", after, side="17rem", box=box),
        )
    )
