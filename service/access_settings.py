"""The settings of getting in: the service's own address, the sign-in service, whether passwords count."""

from collections.abc import Mapping
from urllib.parse import urlsplit

OIDC = ("APPROVALS_OIDC_ISSUER", "APPROVALS_OIDC_CLIENT_ID", "APPROVALS_OIDC_CLIENT_SECRET")
LOCAL = ("localhost", "127.0.0.1", "::1")


def address_of(environment: Mapping[str, str], port: int) -> str:
    """Return where people reach the service, without a slash at the end."""
    return environment.get("APPROVALS_ADDRESS", f"http://localhost:{port}").rstrip("/")


def oidc_of(environment: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Return issuer, client id and secret of the sign-in service; None without one."""
    issuer, client, secret = (environment.get(name, "") for name in OIDC)
    return (issuer, client, secret) if issuer else None


def wrong_with_access(environment: Mapping[str, str]) -> list[str]:
    """Say what is wrong with these settings, never showing the secret."""
    wrong = []
    given = [name for name in OIDC if environment.get(name)]
    if given and len(given) < len(OIDC):
        wrong.append(
            f"{', '.join(OIDC)} belong together; {', '.join(name for name in OIDC if name not in given)} is missing."
        )
    if environment.get(OIDC[0]) and not is_address(environment[OIDC[0]], path=True):
        wrong.append(f"{OIDC[0]} must be the https address of the issuer, not '{environment[OIDC[0]]}'.")
    if "APPROVALS_ADDRESS" in environment and not is_address(environment["APPROVALS_ADDRESS"], path=False):
        wrong.append(f"APPROVALS_ADDRESS must be like https://host, not '{environment['APPROVALS_ADDRESS']}'.")
    return wrong + _wrong_with_local(environment, bool(given))


def _wrong_with_local(environment: Mapping[str, str], single: bool) -> list[str]:
    local = environment.get("APPROVALS_LOCAL_ACCOUNTS", "1")
    if local not in ("0", "1"):
        return [f"APPROVALS_LOCAL_ACCOUNTS must be 0 or 1, not '{local}'."]
    if local == "0" and not single:
        return [f"APPROVALS_LOCAL_ACCOUNTS is 0, so nobody could sign in; set {', '.join(OIDC)} too."]
    return []


def is_address(text: str, *, path: bool) -> bool:
    """Return whether a text is an https address without user, query and fragment; plain http on this machine alone."""
    parts = urlsplit(text)
    plain = not (parts.query or parts.fragment or parts.username) and (path or parts.path in ("", "/"))
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    return bool(parts.hostname) and plain and secure
