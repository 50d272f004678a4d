"""How to join: the app's address, in large type and as a QR code."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno
import streamlit as st
from markupsafe import Markup

from recognizer.room import hosts
from recognizer.ui import shared
from recognizer.ui.widgets.html import render

QUIET_ZONE = 4
"""Modules of white round the code, as ISO/IEC 18004 asks for."""


def addresses() -> list[str]:
    """Where visitors may find the app, the likeliest first.

    The setting's address alone, if there is one. Else the address under which the
    browser has found it, unless that means its own machine, and this machine's.
    """
    public = shared.settings().public_url
    if public is not None:
        return [public]
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    path = f"/{base}/" if base else "/"
    found = []
    here = urlsplit(st.context.url or "")
    if here.hostname and not hosts.is_loopback(here.hostname):
        found.append(f"{here.scheme}://{here.netloc}{path}")
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    port = st.get_option(
        "browser.serverPort"
    )  # a proxy's, if it stands on this machine
    found += [f"{scheme}://{host}:{port}{path}" for host in hosts.on_networks()]
    return list(dict.fromkeys(found))


def is_for_this_machine_only() -> bool:
    """Whether the app was started so that no other machine reaches it."""
    if shared.settings().behind_proxy:
        return False
    host = st.get_option("server.address")
    return bool(host) and hosts.is_loopback(str(host))


def address() -> str | None:
    """The address that is shown: the one that the presenter has chosen, or the first.

    None if this machine is in no network.
    """
    known = addresses()
    chosen = shared.room().address
    return chosen if chosen in known else next(iter(known), None)


def code(address: str) -> Markup:
    """The address as a QR code: black on white in both themes."""
    made = segno.make(address, error="m", micro=False)
    picture = made.svg_data_uri(
        omitsize=True, border=QUIET_ZONE, dark="#000", light="#fff"
    )
    return render("room/code.html", picture=picture, address=address)


def in_words(address: str) -> str:
    """An address as people type it: without http:// and without a last slash."""
    return address.removeprefix("http://").rstrip("/")
