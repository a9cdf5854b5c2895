"""A program that asks the API in a few words."""

from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.front.doors import token_for

NUMBERS = count()


class Asks:
    """A program with a token: each POST gets a key of its own, unless one is given."""

    def __init__(self, app: Flask, username: str) -> None:
        with app.app_context():
            self.headers = {"Authorization": f"Bearer {token_for(username)}"}
        self.client: FlaskClient = app.test_client()

    def answer(
        self, method: str, address: str, status: int, *, key: str | None = None, headers=None, **sent: object
    ) -> TestResponse:
        """Ask and return the whole answer."""
        given = {**self.headers, **(headers or {})}
        if method == "POST" and key != "":
            given["Idempotency-Key"] = key or f"key {next(NUMBERS)}"
        answer = self.client.open(f"/api/v1{address}", method=method, headers=given, **sent)
        assert answer.status_code == status, answer.text[:2000]
        return answer

    def gets(self, address: str, status: int = 200, **more):
        """Read something."""
        return self.answer("GET", address, status, **more).json

    def posts(self, address: str, json=None, status: int = 200, **more):
        """Do something."""
        sent = {"json": json} if json is not None else {}
        return self.answer("POST", address, status, **sent, **more).json
