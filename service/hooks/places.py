"""Which addresses may be told: only public ones, so that nobody can make this service ask its own network.

Knows no register and sends nothing.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Network = IPv4Network | IPv6Network
HTTPS = 443
LONGEST = 500
_NEVER: tuple[IPv6Network, ...] = tuple(
    IPv6Network(text)
    for text in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
)
"""IPv6 that stands for something else: IPv4-mapped and -compatible, NAT64, 6to4, Teredo, the old site-local."""


class RefusedPlace(ValueError):
    """An address that is not told; the message says why."""


def checked_url(url: str, nets: Sequence[Network] = ()) -> SplitResult:
    """Return the parts of an address that may be registered. Raises RefusedPlace."""
    try:
        parts, fits = urlsplit(url), len(url) <= LONGEST and url.isascii() and url.isprintable() and " " not in url
        port = parts.port
    except ValueError:
        raise RefusedPlace("This is no address that can be read; enter one like https://example.org/hook.") from None
    if parts.scheme != "https" or not parts.hostname or not fits or port == 0:
        raise RefusedPlace(f"Enter an address that begins with https:// and has at most {LONGEST} characters.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise RefusedPlace("Leave user names, passwords and what follows # out of the address.")
    if (literal := _literal(parts.hostname)) is not None:
        must_be_public(literal, nets)
    return parts


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def must_be_public(address: IPv4Address | IPv6Address, nets: Sequence[Network] = ()) -> None:
    """Raise RefusedPlace for an address within a network of our own, unless it lies in one of `nets`."""
    if any(address in net for net in nets if net.version == address.version):
        return
    stands_for_another = isinstance(address, IPv6Address) and any(address in net for net in _NEVER)
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    if stands_for_another or odd or address.is_link_local or address.is_private or not address.is_global:
        raise RefusedPlace(f"{address} is no public address, so it is not told.")


def resolved(host: str, port: int, nets: Sequence[Network] = ()) -> str:
    """Look a name up once and return the address to connect to. Raises RefusedPlace, when any of them is not public.

    What is returned is what must be connected to: a name that is looked up twice can answer twice.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise RefusedPlace(f"The name {host} cannot be looked up: {problem}.") from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    for address in addresses:
        must_be_public(ip_address(address), nets)
    return addresses[0]


def networks(text: str) -> tuple[Network, ...]:
    """Read networks separated by commas, like 10.1.0.0/16,fd00::/8. Raises RefusedPlace."""
    try:
        return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError as problem:
        raise RefusedPlace(f"holds something that is no network: {problem}") from None
