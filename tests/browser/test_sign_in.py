"""Presenters sign in by OpenID Connect, at a provider that runs here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tests.browser.visitor import Visitor
from tests.room.provider import CLIENT, SECRET, Provider, provider

HEAD = "head@school.example"
SECRETS = """
[auth]
redirect_uri = "{app}oauth2callback"
cookie_secret = "of thirty-two characters at least"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{provider}"
"""


@pytest.fixture
def school() -> Iterator[Provider]:
    with provider(chromium.free_port()) as school:
        yield school


@pytest.fixture
def address(school: Provider, tmp_path: Path) -> Iterator[str]:
    """The app behind a proxy, so that nobody is a presenter by the machine."""
    port = chromium.free_port()
    address = f"http://127.0.0.1:{port}/"
    file = tmp_path / "secrets.toml"
    file.write_text(
        SECRETS.format(
            app=address, client=CLIENT, secret=SECRET, provider=school.configuration
        )
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOGNIZER_BEHIND_PROXY", "yes")
        patch.setenv("RECOGNIZER_PRESENTERS", HEAD)
        with chromium.serving("app.py", tmp_path / "data", port, secrets=file):
            yield address


@pytest.mark.parametrize("is_verified", [True, False])
def test_whose_address_is_named_and_verified_is_a_presenter(
    browser: Browser, school: Provider, address: str, is_verified: bool
) -> None:
    school.person = {"email": HEAD.title(), "email_verified": is_verified}
    visitor = Visitor(browser.new_context(locale="en-GB"), f"{address}models")
    for_all = visitor.page.locator(".st-key-use-for-all-menu")
    expect(for_all).to_have_count(0)
    visitor.press("sign-in")
    expect(visitor.page.locator(".st-key-sign-in")).to_have_count(0)
    visitor.go_to("models")
    expect(for_all).to_have_count(int(is_verified))
    visitor.leave()
    assert visitor.complaints == []
