"""HTML from small templates that stand beside the widgets; every value is escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # the app does not change while it runs
)


def render(template: str, **values: object) -> Markup:
    """Fill in a template.

    Args:
        template: its path from `recognizer/ui`, such as "widgets/bars.html".
        values: by the names that the template uses; all are escaped but `Markup`,
            which is what other templates made.

    Raises:
        UndefinedError: if the template uses a name that has no value.
    """
    return Markup(_templates.get_template(template).render(values))
