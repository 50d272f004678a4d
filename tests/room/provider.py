"""An OpenID provider on this machine that lets everybody in, as whom it is told."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.waiting import wait_until

CLIENT, SECRET = "app", "the app's own secret"


class Provider:
    """What OpenID Connect Core 1.0 asks of one for the authorization code flow.

    Attributes:
        address: with no slash at its end.
        person: what it says of who signs in, such as an address.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.person: dict[str, object] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
        self._nonces: dict[str, str] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._let_in),
                Route("/token", self._give_token, methods=["POST"]),
                Route("/keys", self._show_keys),
            ]
        )

    @property
    def configuration(self) -> str:
        """Where it describes itself."""
        return f"{self.address}/.well-known/openid-configuration"

    def _describe(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def _let_in(self, request: Request) -> Response:
        asked = request.query_params
        code = secrets.token_hex(8)
        self._nonces[code] = asked["nonce"]
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}")

    async def _give_token(self, request: Request) -> Response:
        async with request.form() as form:
            nonce = self._nonces.pop(str(form["code"]))
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.address,
            "sub": "1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            "nonce": nonce,
            **self.person,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self._key)
        token = {"access_token": "none", "token_type": "Bearer", "id_token": signed}
        return JSONResponse(token)

    def _show_keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})


@contextmanager
def provider(port: int) -> Iterator[Provider]:
    """A provider that answers."""
    provider = Provider(port)
    config = uvicorn.Config(provider.app, port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield provider
    finally:
        server.should_exit = True
        thread.join()
