"""Signing what is told as Standard Webhooks say (version 1, HMAC with SHA-256), so that forgeries are known."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(secret: str, identity: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Return the three headers of a message. at: the instant of this attempt, aware."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": identity, "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature(secret, identity, stamp, body)}",
    }  # fmt: skip


def signature(secret: str, identity: str, stamp: str, body: bytes) -> str:
    """Return the signature over id, timestamp and body, in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256)
    return base64.b64encode(signed.digest()).decode()
