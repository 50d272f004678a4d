"""Databases of the collection's tests, for what rooms note in them."""

from tests.collection.conftest import new_url, url

__all__ = ["new_url", "url"]
