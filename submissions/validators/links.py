"""Addresses given as evidence: read, judged by their form alone, never fetched."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from submissions.validators.refusals import LinkRefused

LONGEST_LINK = 2_000

Reach = Literal["public", "intranet"]

# Browsers drop these signs anywhere in an address, so "java\nscript:" must be read without them.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_HOST_LIKE = re.compile(
    r"(?:[^\s/:?#@.]+\.)+[^\s/:?#@.]{2,}(?=[/:?#]|$)|\d+(?:\.\d+){3}|localhost\b", re.IGNORECASE
)
_LOCAL_FILE = re.compile(r"[A-Za-z]:[\\/]|\\\\|file:", re.IGNORECASE)
_INTRANET_ENDINGS = (
    *(".local", ".lan", ".internal", ".intranet", ".intra", ".corp", ".home", ".private"),
    *(".localhost", ".localdomain", ".home.arpa", ".test", ".invalid", ".example"),
)


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """An acceptable address. `reach` "intranet" means others may be unable to open it."""

    url: str
    scheme: str
    host: str
    reach: Reach


def check_link(raw: str) -> LinkFacts:
    """The address as it will be kept, or `LinkRefused`. Nothing is looked up or fetched."""
    url = _INVISIBLE.sub("", raw).strip()
    if not url:
        raise LinkRefused("link_empty")
    if len(url) > LONGEST_LINK:
        raise LinkRefused("link_too_long", limit=LONGEST_LINK)
    if _LOCAL_FILE.match(url):
        raise LinkRefused("link_local_file")
    _check_scheme(url)
    parts = _split(url)
    if "@" in parts.netloc:
        raise LinkRefused("link_credentials")
    host = _host(parts)
    return LinkFacts(
        url=parts.geturl().replace(" ", "%20"),
        scheme=parts.scheme,
        host=host,
        reach=_reach(host),
    )


def _check_scheme(url: str) -> None:
    match = _SCHEME.match(url)
    scheme = match[1].lower() if match else ""
    if scheme in ("http", "https"):
        return
    # In "server.go.th:8080/x" the part before the colon is a host, not a scheme.
    bare = url.lstrip("/")
    if _HOST_LIKE.match(bare):
        raise LinkRefused("link_no_scheme", suggestion=f"https://{bare}")
    if scheme:
        raise LinkRefused("link_scheme", scheme=scheme)
    raise LinkRefused("link_unreadable")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading the port is what checks it
    except ValueError:
        raise LinkRefused("link_unreadable") from None
    # Browsers read "\" as "/" and would arrive at another host than is shown here.
    # "https://https://…" is a slip of pasting, not a host named "https".
    if not parts.hostname or parts.netloc.endswith(":") or re.search(r"[\s\\]", parts.netloc):
        raise LinkRefused("link_unreadable")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    if ":" in host:
        return host
    try:
        host.encode("idna")
    except UnicodeError:
        raise LinkRefused("link_unreadable") from None
    if not host or re.search(r"[\"'<>^`{|}%()\[\]]", host):
        raise LinkRefused("link_unreadable")
    return host


def _reach(host: str) -> Reach:
    address = _address(host)
    if address is not None:
        return "public" if address.is_global else "intranet"
    inside = (
        "." not in host
        or host.endswith(_INTRANET_ENDINGS)
        or host.startswith(("intranet.", "intra."))
    )
    return "intranet" if inside else "public"


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]*[0-9][0-9a-fx.]*", host) or re.search(r"\.[a-z]+$", host):
        return None
    # Browsers also read "127.1" and "2130706433" as addresses.
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
