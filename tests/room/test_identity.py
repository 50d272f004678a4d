"""Who somebody is, by address, headers and cookies."""

from __future__ import annotations

import pytest

from recognizer.room import identity
from recognizer.room.identity import MARK_COOKIE, PRESENTER_COOKIE, Connection
from recognizer.room.rights import NOBODY, Role
from recognizer.settings import Settings, read_settings

LOCAL = {"Host": "localhost:8501", "User-Agent": "a browser"}
CLASSROOM = {"Host": "192.168.1.20:8501"}


def settings(**variables: str) -> Settings:
    return read_settings(
        {f"RECOGNIZER_{name}": value for name, value in variables.items()}
    )


def role(
    address: str = "127.0.0.1",
    headers: dict[str, str] = LOCAL,
    cookie: str | None = None,
    **variables: str,
) -> Role:
    cookies = {} if cookie is None else {PRESENTER_COOKIE: cookie}
    connection = Connection(address, headers, cookies)
    return identity.recognise(connection, settings(**variables)).role


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "127.0.0.1:8501"),
        ("127.8.8.8", "LOCALHOST:80"),
        ("::1", "[::1]:8501"),
        ("::ffff:127.0.0.1", "localhost:8501"),
    ],
)
def test_on_the_machine_itself_one_is_the_presenter(address: str, host: str) -> None:
    assert role(address, {"host": host}) is Role.PRESENTER


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.168.1.30", "192.168.1.20:8501"),
        ("192.168.1.30", "localhost"),  # a visitor can write any name there
        ("127.0.0.1", "classroom.example"),  # a proxy without headers, or rebinding
        ("127.0.0.1", "127.0.0.1.example:8501"),
        ("127.0.0.1", "localhost.example"),
        ("127.0.0.1", "[broken"),
        ("127.0.0.1", ""),
        ("", "localhost"),
        ("testclient", "localhost"),
        ("0.0.0.0", "localhost"),
        ("::ffff:192.168.1.30", "localhost"),
    ],
)
def test_from_elsewhere_one_is_a_visitor(address: str, host: str) -> None:
    assert role(address, {"Host": host}) is Role.VISITOR


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "x-forwarded-for",
        "X-Forwarded-Proto",
        "Forwarded",
        "X-Real-IP",
        "Via",
        "CF-Connecting-IP",
    ],
)
def test_behind_a_proxy_the_machines_own_address_proves_nothing(header: str) -> None:
    key = identity.presenter_key(settings())
    headers = {**LOCAL, header: "127.0.0.1"}
    assert role(headers=headers) is Role.VISITOR
    assert role(headers=headers, cookie=key) is Role.PRESENTER


def test_a_setting_says_that_there_is_a_proxy() -> None:
    key = identity.presenter_key(settings())
    assert role(BEHIND_PROXY="yes") is Role.VISITOR
    assert role(BEHIND_PROXY="yes", cookie=key) is Role.PRESENTER
    assert role(BEHIND_PROXY="no") is Role.PRESENTER


def test_the_key_makes_a_presenter_anywhere() -> None:
    key = identity.presenter_key(settings())
    assert role("192.168.1.30", CLASSROOM, key) is Role.PRESENTER
    for wrong in ("", "x", key[:-1], key + "x", key.swapcase(), "ÿ" * 32, "鍵"):
        assert role("192.168.1.30", CLASSROOM, wrong) is Role.VISITOR
    chosen = "chosen_by_the_presenter-1"
    assert role("10.0.0.2", CLASSROOM, key, PRESENTER_KEY=chosen) is Role.VISITOR
    assert role("10.0.0.2", CLASSROOM, chosen, PRESENTER_KEY=chosen) is Role.PRESENTER


def test_a_key_has_192_bits_and_is_made_once_a_process() -> None:
    key = identity.presenter_key(settings())
    assert len(key) == 32  # of 6 bits each
    assert identity.presenter_key(settings()) == key
    identity.new_key.cache_clear()
    assert identity.presenter_key(settings()) != key


def test_a_mark_is_a_hash_of_the_cookie_and_nobody_has_none() -> None:
    cookie = identity.new_mark_cookie()
    assert len(cookie) == 43  # of 6 bits each: 256 bits
    connection = Connection("10.0.0.2", CLASSROOM, {MARK_COOKIE: cookie})
    mark = identity.recognise(connection, settings()).mark
    assert len(mark) == 64
    assert cookie not in mark
    assert mark == identity.mark_of(cookie) != identity.mark_of(cookie + "x")
    without = Connection("10.0.0.2", CLASSROOM, {})
    assert identity.recognise(without, settings()).mark == NOBODY
