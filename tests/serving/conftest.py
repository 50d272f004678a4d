"""A browser for those who visit two processes."""

from tests.browser.conftest import browser

__all__ = ["browser"]
