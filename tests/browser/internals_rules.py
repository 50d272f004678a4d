"""Rules of streamlit_internals.css, with a place to look at and what holds there."""

from __future__ import annotations

from typing import Literal, NamedTuple

Size = tuple[int, int]

DESK, ROOM, TABLET, PHONE, LYING = (
    (1280, 720),
    (1920, 1080),
    (768, 1024),
    (360, 740),
    (740, 360),
)


class Rule(NamedTuple):
    """A rule of the stylesheet, and what it brings.

    Attributes:
        selector: as the browser writes it.
        place: of the pages, see `go` in test_streamlit_internals.
        holds: in JavaScript; `box` gives an element's place, `style` its style.
    """

    selector: str
    size: Size
    place: str
    holds: str
    theme: Literal["light", "dark"] = "light"


MAIN = '[data-testid="stMainBlockContainer"]'
COLUMN = ":has(> .st-key-{})"
CAMERA_BOX = '[data-testid="stCameraInputWebcamStyledBox"]'
OPENED = ":root:has(.hr-network.open) "
RULES = (
    Rule(MAIN, ROOM, "empty", f"Math.abs(box('{MAIN}').width - 0.88 * innerWidth) < 1"),
    Rule(
        ".st-key-header .stPageLink p",
        DESK,
        "empty",
        "parseFloat(style('.st-key-header .stPageLink p').fontSize) > 16",
    ),
    Rule(
        '[data-testid="stMarkdownContainer"] :is(h2, p, li)',
        PHONE,
        "gallery",
        "style('[data-testid=stMarkdownContainer] h2').wordBreak === 'auto-phrase'",
    ),
    Rule(
        ".stPageLink a:focus-visible",
        DESK,
        "empty",
        "document.querySelector('.stPageLink a').focus()"
        " || style('.stPageLink a').outlineStyle === 'solid'",
    ),
    Rule(
        '[data-testid="stBaseButton-primary"]',
        DESK,
        "retrain",
        "style('.st-key-train-quick button').color === 'rgb(14, 17, 23)'",
        theme="dark",
    ),
    Rule(
        COLUMN.format("page-cell"),
        PHONE,
        "page",
        "(document.querySelector('.hr-cells tfoot').scrollIntoView(),"
        " box('.st-key-page-cell').y >= 0)",
    ),
    Rule(
        ".st-key-header",
        DESK,
        "empty",
        "box('.st-key-header').height < 50",
    ),
    Rule(
        COLUMN.format("input"),
        DESK,
        "no camera",
        "box('.st-key-output').x - box('.st-key-input').right < 80",
    ),
    Rule(
        ".st-key-input:has(.st-key-draw-source, .st-key-canvas)",
        LYING,
        "empty",
        "box('.st-key-input').width > 300",
    ),
    Rule(
        ".st-key-input:not(:has(.st-key-draw-source, .st-key-canvas))",
        DESK,
        "retrain",
        "box('.st-key-input').width === 336",
    ),
    Rule(
        COLUMN.format("reading"),
        ROOM,
        "empty",
        "box('.st-key-reading').width === 288",
    ),
    Rule(
        COLUMN.format("probability-bars"),
        TABLET,
        "empty",
        "box('.st-key-probability-bars').width > 300",
    ),
    Rule(
        ":has(> .st-key-first), :has(> .st-key-second)",
        PHONE,
        "gallery",
        "box('.st-key-second').y >= box('.st-key-first').bottom",
    ),
    Rule(
        ".st-key-canvas",
        LYING,
        "empty",
        "Math.abs(box('.st-key-canvas').width - 0.53 * innerHeight) < 1",
    ),
    Rule(
        ".st-key-input:has(.st-key-draw-source):has(.st-key-canvas)",
        DESK,
        "empty",
        "box('.hr-paper').width > 1.25 * box('.hr-paper').height",
    ),
    Rule(
        ".st-key-workspace:has(.st-key-draw-source), .st-key-result",
        DESK,
        "empty",
        "box('.st-key-probability-bars').x > box('.st-key-reading').right",
    ),
    Rule(
        ".st-key-answer",
        DESK,
        "empty",
        "parseFloat(style('.st-key-answer').minHeight) > 38",
    ),
    Rule(
        ".st-key-probabilities, .st-key-other-probabilities",
        DESK,
        "empty",
        "parseFloat(style('.st-key-probabilities').minHeight) > 38",
    ),
    Rule(
        ".st-key-stages",
        DESK,
        "empty",
        "parseFloat(style('.st-key-stages').minHeight) > 38",
    ),
    Rule(
        ":root:not(:has(.st-key-answer .hr-number:not([hidden]))) "
        ":has(> .st-key-cut-link)",
        DESK,
        "empty",
        "style(':has(> .st-key-cut-link)').display === 'none'",
    ),
    Rule(
        ".st-key-correction",
        DESK,
        "empty",
        "parseFloat(style('.st-key-correction').minHeight) > 70",
    ),
    Rule(
        ".st-key-remembering, .st-key-own-memory, .st-key-streamlit-texts, "
        ".st-key-projector, .st-key-calls:not(:has(.hr-call:not([hidden])))",
        DESK,
        "empty",
        "box('.st-key-workspace').y - box('.st-key-header').bottom < 20",
    ),
    Rule(
        ".st-key-room-code",
        DESK,
        "room",
        "Math.abs(box('.hr-code').height - 0.76 * innerHeight) < 1",
    ),
    Rule(
        COLUMN.format("room-lead"),
        DESK,
        "wall",
        "box('.st-key-room-lead').width === 400",
    ),
    Rule(
        ".st-key-room-small > :has(.hr-code)",
        DESK,
        "wall",
        "box('.hr-code').width === 112",
    ),
    Rule(
        ".st-key-room-small .hr-address",
        DESK,
        "wall",
        "parseFloat(style('.st-key-room-small .hr-address').fontSize) < 22",
    ),
    Rule(
        '.st-key-grid [data-testid="stButtonGroup"] > div, '
        '.st-key-grid [role="toolbar"], .st-key-grid [role="radiogroup"]',
        DESK,
        "collection",
        "box('.st-key-grid button:nth-of-type(2)').x"
        " - box('.st-key-grid button').right > 5",
    ),
    Rule(
        ".st-key-grid button",
        DESK,
        "collection",
        "box('.st-key-grid button').height > box('.st-key-grid button p').height",
    ),
    Rule(
        ".st-key-grid button p",
        DESK,
        "collection",
        "box('.st-key-grid button p').height"
        " > box('.st-key-grid button img').height + 10",
    ),
    Rule(
        ".st-key-grid button img",
        DESK,
        "collection",
        "box('.st-key-grid button img').width === 64",
    ),
    Rule(
        '[data-testid="stCameraInput"] p > a',
        DESK,
        "no camera",
        "style('[data-testid=stCameraInput] p > a').display === 'none'",
    ),
    Rule(
        '[data-testid="stCameraInput"] video',
        DESK,
        "camera",
        "(['width', 'height'].forEach((side) =>"
        " document.querySelector('video').removeAttribute(side)),"
        " box('video').height < 0.6 * box('.st-key-draw-camera').width)",
    ),
    Rule(
        f'[data-testid="stCameraInput"] {CAMERA_BOX}',
        PHONE,
        "camera",
        f"box('{CAMERA_BOX}').height === box('video').height",
    ),
    Rule(
        f"{CAMERA_BOX} video",
        PHONE,
        "camera",
        "box('video').height > box('video').width",
    ),
    # Look inside
    Rule(".st-key-pen", DESK, "inside", "box('.st-key-canvas').height < 260"),
    Rule(
        ".st-key-pen .hr-tools span",
        DESK,
        "inside",
        "style('.hr-tools span').display === 'none'",
    ),
    Rule(
        ".st-key-pen .hr-tools",
        DESK,
        "inside",
        "Math.abs(box('.st-key-undo').width - box('.st-key-example').width) < 1",
    ),
    Rule(
        ".st-key-pen .hr-tools button",
        DESK,
        "inside",
        "box('.st-key-example').right <= box('.hr-paper').right + 1",
    ),
    Rule(
        ".st-key-pen button",
        DESK,
        "inside",
        "box('.st-key-draw-source').height < 40",
    ),
    Rule(
        COLUMN.format("pen"),
        DESK,
        "inside",
        "box('.st-key-network').x - box('.st-key-pen').x < 250",
    ),
    Rule(
        COLUMN.format("network"),
        DESK,
        "inside",
        "style(':has(> .st-key-network)').position === 'sticky'",
    ),
    Rule(
        ".st-key-look",
        PHONE,
        "inside",
        "box('.st-key-network').y - box('.st-key-pen').bottom < 20",
    ),
    Rule(COLUMN.format("pen"), PHONE, "inside", "box('.st-key-pen').width > 300"),
    Rule(
        ".st-key-pen .st-key-canvas",
        PHONE,
        "inside",
        "box('.st-key-canvas').width > 300",
    ),
    Rule(
        ".st-key-pen :has(> .hr-paper)",
        PHONE,
        "inside",
        "box('.hr-tools').x > box('.hr-paper').right",
    ),
    Rule(
        ".st-key-pen .hr-tools",
        PHONE,
        "inside",
        "box('.st-key-undo').width > 50",
    ),
    Rule(
        ":root:not(:has(.hr-network.open)) .st-key-pen .hr-tools > :nth-child(n+3)",
        PHONE,
        "inside",
        "box('.st-key-clear').width > 1.9 * box('.st-key-undo').width",
    ),
    Rule(
        ".st-key-pen .hr-tools span",
        PHONE,
        "inside",
        "style('.hr-tools span').display !== 'none'",
    ),
    Rule(
        ".st-key-sliders > *",
        DESK,
        "moved",
        "box('.st-key-inside-right').width > 250",
    ),
    Rule(
        ":has(> .st-key-moved), :has(> .st-key-without)",
        PHONE,
        "moved",
        "box('.st-key-moved').bottom < box('.st-key-sliders').y",
    ),
    # While something is open in it
    Rule(
        OPENED + COLUMN.format("pen"),
        PHONE,
        "opened",
        f"box('{COLUMN.format('pen')}').height > 200",
    ),
    Rule(
        OPENED + ".st-key-pen",
        PHONE,
        "opened",
        "style('.st-key-pen').position === 'fixed'",
    ),
    Rule(
        OPENED + ".st-key-pen .st-key-draw-source",
        PHONE,
        "opened",
        "style('.st-key-draw-source').display === 'none'",
    ),
    Rule(
        OPENED + ".st-key-pen .st-key-canvas",
        PHONE,
        "opened",
        "box('.st-key-pen').bottom <= box('.hr-opening').y",
    ),
    Rule(
        OPENED + ".st-key-pen .hr-tools span",
        PHONE,
        "opened",
        "style('.hr-tools span').display === 'none'",
    ),
    # A phone that lies on its side
    Rule(
        ".st-key-header",
        LYING,
        "empty",
        "style('.st-key-header').columnGap === '0px'",
    ),
    Rule(
        ".st-key-header > :first-child",
        LYING,
        "empty",
        "box('.st-key-header a').x < 20",
    ),
    Rule(
        ".st-key-header .stPageLink a",
        LYING,
        "empty",
        "box('.st-key-header').height < 50",
    ),
    Rule(
        ".st-key-input",
        LYING,
        "empty",
        "box('.st-key-canvas').y - box('.st-key-draw-source').bottom < 8",
    ),
    Rule(MAIN, LYING, "empty", "box('.st-key-header').y < 5"),
    Rule(
        ".st-key-header .stPageLink p",
        LYING,
        "empty",
        "style('.st-key-header .stPageLink p').fontSize === '14.4px'",
    ),
    Rule(
        ".st-key-workspace, .st-key-result",
        LYING,
        "empty",
        "box('.st-key-output').x - box('.st-key-input').right < 20",
    ),
    Rule(
        ".st-key-workspace:has(.hr-lesson) .st-key-input",
        LYING,
        "learn",
        "box('.st-key-output').x === box('.st-key-input').x",
    ),
    # A phone that stands
    Rule(
        ".st-key-header .stPageLink p",
        PHONE,
        "empty",
        "style('.st-key-header .stPageLink p').fontSize === '14.4px'",
    ),
    Rule(
        ".st-key-header",
        PHONE,
        "empty",
        "style('.st-key-header').rowGap === '3.2px'",
    ),
    Rule(
        ".st-key-settings > *",
        PHONE,
        "empty",
        "box('.st-key-draw-network').width > 300",
    ),
    Rule(
        ".st-key-header .stPageLink a",
        PHONE,
        "empty",
        "box('.st-key-header').height < 100",
    ),
    Rule(
        ".st-key-header > :first-child",
        PHONE,
        "empty",
        "box('.st-key-header .stPageLink').x < 40",
    ),
    Rule(
        ".st-key-language",
        PHONE,
        "empty",
        "box('.st-key-language').y < box('.hr-title').bottom",
    ),
    # A tablet or phone that stands
    Rule(MAIN, PHONE, "empty", "box('.st-key-header').x === 16"),
    Rule(
        ".st-key-workspace, .st-key-result",
        PHONE,
        "empty",
        "box('.st-key-output').y - box('.st-key-input').bottom < 8",
    ),
    Rule(
        ".st-key-input",
        TABLET,
        "empty",
        "Math.abs(box('.st-key-input').x + box('.st-key-input').right"
        " - innerWidth) < 20",
    ),
    Rule(
        ":has(> .st-key-input), :has(> .st-key-output), :has(> .st-key-room-code), "
        ":has(> .st-key-room-side)",
        TABLET,
        "empty",
        "box('.st-key-output').y >= box('.st-key-input').bottom",
    ),
    Rule(
        COLUMN.format("reading"),
        PHONE,
        "empty",
        "box('.st-key-reading').width === innerWidth - 32",
    ),
    Rule(
        ".st-key-reading",
        PHONE,
        "drawn",
        "box('.hr-under').y < box('.st-key-answer').bottom",
    ),
    Rule(
        ".st-key-reading > *",
        PHONE,
        "drawn",
        "box('.st-key-reading').height < 200",
    ),
    Rule(
        ".st-key-reading > :has(.st-key-correction), "
        ".st-key-reading > :has(.hr-message)",
        TABLET,
        "drawn",
        "box('.st-key-correction').y >= box('.st-key-answer').bottom",
    ),
    Rule(
        ".st-key-grid button img",
        PHONE,
        "collection",
        "box('.st-key-grid button img').width === 52",
    ),
)
