"""Names and addresses of the machine that serves."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

#: Names of the machine itself that no other machine can be meant by.
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server at that address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_name(host: str) -> str:
    """Return a ``Host`` header's name without its port, in lower case; empty if it has no proper form.

    >>> host_name("LocalHost:8000"), host_name("[::1]:8000"), host_name("a@b")
    ('localhost', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return ""
    return (parts.hostname or "").lower()


def is_address(name: str) -> bool:
    """Tell whether a name is a numerical address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
