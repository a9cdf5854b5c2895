"""Which addresses are told: public ones, and networks that are named; whatever stands for another one is not."""

import socket
from ipaddress import ip_address

import pytest

from service.hooks.places import RefusedPlace, checked_url, must_be_public, networks, resolved

REFUSED = {
    "127.0.0.1": "loopback", "127.255.255.254": "loopback", "0.0.0.0": "this host",  # noqa: S104
    "0.1.2.3": "this network",
    "10.0.0.1": "private", "172.16.0.1": "private", "172.31.255.255": "private", "192.168.1.1": "private",
    "100.64.0.1": "shared by carriers", "169.254.169.254": "metadata of clouds", "169.254.0.1": "link-local",
    "192.0.0.1": "protocol assignments", "192.0.2.1": "documentation", "198.18.0.1": "benchmarks",
    "198.51.100.1": "documentation", "203.0.113.1": "documentation", "224.0.0.1": "multicast",
    "239.255.255.255": "multicast", "240.0.0.1": "reserved", "255.255.255.255": "broadcast",
    "::": "unspecified", "::1": "loopback", "::127.0.0.1": "IPv4-compatible", "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:10.0.0.1": "IPv4-mapped", "::ffff:8.8.8.8": "IPv4-mapped, although public",
    "64:ff9b::a00:1": "NAT64", "64:ff9b::808:808": "NAT64, although public", "64:ff9b:1::1": "local NAT64",
    "2002:7f00:1::1": "6to4 of loopback", "2001::1": "Teredo", "2001:db8::1": "documentation",
    "fc00::1": "unique local", "fd00:ec2::254": "metadata of clouds", "fe80::1": "link-local", "fec0::1": "site-local",
    "ff02::1": "multicast", "100::1": "discard",
}  # fmt: skip
TOLD = ("8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450:4009::1")


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: f"{address} {REFUSED[address]}")
def test_an_address_within_a_network_of_our_own_is_refused(address):
    with pytest.raises(RefusedPlace, match="no public address"):
        must_be_public(ip_address(address))


@pytest.mark.parametrize("address", TOLD)
def test_a_public_address_is_told(address):
    must_be_public(ip_address(address))
    shown = f"[{address}]" if ":" in address else address
    assert checked_url(f"https://{shown}/hook").path == "/hook"


def test_a_network_that_is_named_is_told_and_no_other():
    nets = networks("10.1.0.0/16, fd00::/8")
    must_be_public(ip_address("10.1.2.3"), nets)
    must_be_public(ip_address("fd12::1"), nets)
    for address in ("10.2.0.1", "127.0.0.1", "::1"):
        with pytest.raises(RefusedPlace):
            must_be_public(ip_address(address), nets)


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "http://example.org/", "ftp://example.org/", "https://", "https:///path", "file:///etc/passwd",
        "https://user@example.org/", "https://user:secret@example.org/", "https://example.org/#part",
        "https://example.org:0/", "https://example.org:99999/", "https://exa mple.org/", "https://[::1/",
        "https://example.org/" + "a" * 500, "https://exämple.org/", "https://example.org/\n", "https://127.0.0.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_registered_is_refused_with_a_reason(url):
    with pytest.raises(RefusedPlace, match=r"\w+ \w+"):
        checked_url(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost"])
def test_another_spelling_of_the_loopback_is_refused_when_it_is_looked_up(host):
    """Class of bug: the check reads an address otherwise than the connection does."""
    with pytest.raises(RefusedPlace):
        resolved(host, 443)


def test_a_name_that_has_one_address_of_our_own_among_public_ones_is_refused(monkeypatch):
    """The name server is the one that is not ours: it answers with both."""
    both = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(RefusedPlace, match=r"10\.0\.0\.1"):
        resolved("both.example", 443)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both[:1])
    assert resolved("one.example", 443) == "8.8.8.8"


def test_a_name_that_cannot_be_looked_up_is_refused():
    with pytest.raises(RefusedPlace, match="cannot be looked up"):
        resolved("a" * 70 + ".invalid", 443)


def test_networks_that_are_none_are_refused():
    assert networks("") == ()
    with pytest.raises(RefusedPlace, match="no network"):
        networks("10.0.0.0/8,nonsense")
