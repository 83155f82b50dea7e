"""Which addresses may be fetched from: the guard against being sent into a private network."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

import courlan

from kb.errors import FetchError

Resolver = Callable[[str, int], list[str]]
"""Returns the IP addresses of a host name; OSError where there are none."""

_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SHARED = ipaddress.ip_network("100.64.0.0/10")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, and the address of its host that was checked and is connected to."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port: the value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def find_target(url: str, resolve: Resolver = look_up, *, private: bool = False) -> Target:
    """Return where a URL leads, its host resolved once; FetchError where that is not allowed.

    Only http and https are allowed, without user and password, on the usual ports, to hosts all
    of whose addresses are public. With `private` any port, private and loopback addresses are
    allowed too; link-local ones, where clouds keep their secrets, never are.
    """
    scheme, host, port, path = _take_apart(url, any_port=private)
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} is unknown: {error}", wait=5) from error
    if not addresses:
        raise FetchError(f"the host {host} has no address")
    for address in addresses:
        if not is_allowed(address, private=private):
            raise FetchError(f"the address {address} of {host} is not public: not fetched")
    return Target(url, scheme, host, port, path, addresses[0])


def _take_apart(url: str, *, any_port: bool) -> tuple[str, str, int, str]:
    if _UNSAFE.search(url):
        raise FetchError(f"no valid address: {url[:200]!r}")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise FetchError(f"no valid address: {url[:200]!r} ({error})") from error
    if parts.scheme not in _PORTS:
        raise FetchError(f"only http and https are fetched, not {parts.scheme or 'this'}: {url}")
    if not host:
        raise FetchError(f"no host in the address: {url}")
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"an address with a user name is not fetched: {parts.hostname}")
    try:
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FetchError(f"no valid host name: {host[:100]}") from error
    if port not in (None, *_PORTS.values()) and not any_port:
        raise FetchError(f"port {port} is not fetched from, only 80 and 443: {url}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in path)
    return parts.scheme, host, port or _PORTS[parts.scheme], path


def is_allowed(address: str, *, private: bool = False) -> bool:
    """Tell whether an IP address may be connected to; addresses inside others are unwrapped."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (inner := _inner(ip)) is not None:
        return is_allowed(str(inner), private=private)
    if ip.is_multicast or ip.is_unspecified or ip.is_link_local or ip.is_reserved:
        return private and ip.is_loopback  # of IPv6, loopback counts as reserved
    if ip.is_global:
        return True
    shared = isinstance(ip, ipaddress.IPv4Address) and ip in _SHARED
    return private and (ip.is_loopback or ip.is_private or shared)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


def tidy(url: str) -> str:
    """Return a URL without fragment and trackers, by which an article is known."""
    try:
        return str(courlan.normalize_url(urldefrag(url).url)) or url
    except (ValueError, TypeError):
        return url
