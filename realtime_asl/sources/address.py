"""What `--camera` names: a camera, a stream or a file, however it is written; and how it is called before people.

Addresses of cameras hold passwords, and a password may hold what ends an address (`/ # ?`) or a user name (`@`).
Nothing that may be a part of one is ever shown, not even of an address that is written wrongly.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from realtime_asl.errors import UserError

#: What FFmpeg inside OpenCV can open over a network.
STREAM_SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "rtp", "srt", "tcp", "udp")
ENCODE = "write / as %2F, # as %23, ? as %3F, @ as %40, [ as %5B and ] as %5D"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_FILE = re.compile(r"file:(?=/)", re.IGNORECASE)
#: The host, and its port: no character of a password that was cut off here.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.%a-z]*\]|[^\s:@\[\]]*)(?::([0-9]{0,5}))?")
#: "user:password@host" without the beginning of an address, or half of it; but "C:\a@b" is a file.
_LOGIN = re.compile(r"(?![A-Za-z]:[\\/])(?:[A-Za-z]*//)?[^/\\]*:.*@", re.DOTALL)
#: What may stand in a user name and a password as it is (RFC 3986, without what is rare there).
_PLAIN_LOGIN = re.compile(r"[\w.~!$&'()*+,;=:%-]*", re.ASCII)
#: A path that is shown: no `user=…&password=…`, as some cameras have it there.
_SHOWN_PATH = re.compile(r"[\w./~+%-]{0,60}")


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """A stream: its `url` for the library, its `name` for people, and `advice` where its password may be the fault."""

    url: str
    name: str
    advice: str | None = None


def tidy(camera: str) -> str:
    """As it was meant: without spaces around it, unless there is a file of that name."""
    return camera if os.path.exists(camera) else camera.strip()


def is_url(camera: str) -> bool:
    """Whether `camera` is the address of a stream."""
    return _SCHEME.match(tidy(camera)) is not None and not is_file_url(camera)


def is_file_url(camera: str) -> bool:
    """Whether `camera` is the address of a file."""
    return _FILE.match(tidy(camera)) is not None


def public_name(camera: str) -> str:
    """`camera` for messages: an address without what may be secret, everything else as it is."""
    camera = tidy(camera)
    if is_url(camera):
        scheme, rest = _SCHEME.match(camera).groups()
        return f"{scheme.lower()}://{_shown(rest)}"
    return "the camera address" if _is_login(camera) else camera


def stream_address(camera: str) -> StreamAddress:
    """The stream that `camera` names.

    Raises:
        UserError: not a kind of stream that can be opened, or written so that its password cannot be told from the
            rest.
    """
    scheme, rest = _SCHEME.match(tidy(camera)).groups()
    scheme = scheme.lower()
    if scheme not in STREAM_SCHEMES:
        raise UserError(f"'{scheme}://' is no kind of stream that can be opened; use {', '.join(STREAM_SCHEMES)}")
    before, tail = _split(rest)
    login, at, host = before.rpartition("@")
    name = f"{scheme}://{_shown(rest)}"
    wrong = _HOST.fullmatch(host) is None or "[" in login or "]" in login
    if "@" in tail and (wrong or not (_surely_host(host) or before == _name_alone(before))):
        wrong = True  # the name before the first / ? or # would be asked for on the network
    if wrong and (at or "@" in tail):
        raise UserError(f"the user name or password for {name} holds a character that ends it there; {ENCODE}")
    if wrong:
        raise UserError(f"the {scheme}:// address names no host or host:port; write {scheme}://user:password@host/path")
    advice = None if _PLAIN_LOGIN.fullmatch(login) else f"in its password, {ENCODE}"
    return StreamAddress(f"{scheme}://{rest}", name, advice)


def file_path(camera: str) -> Path:
    """The file that `camera` names, as a path or as a file: address.

    Raises:
        UserError: it is a user name and password for a camera.
    """
    camera = tidy(camera)
    if is_file_url(camera):
        return Path(path_of_file_url(camera, windows=os.name == "nt"))
    if _is_login(camera):
        raise UserError("the camera address has no kind; begin it with rtsp:// or http://, before the user name")
    return Path(camera)


def path_of_file_url(url: str, *, windows: bool) -> str:
    """The path in a file: address, by the rules of the system (RFC 8089).

    Nothing is cut off at # and ?, since people paste addresses that were never encoded.

    Raises:
        UserError: a file of another computer, where paths cannot name one.
    """
    rest = url[len("file:") :]
    host, path = "", rest
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        path = slash + path
    host, path = (unquote(part, errors="surrogateescape") for part in (host, path))
    if host.lower() == "localhost":
        host = ""
    if not windows:
        # "file://clip.mp4" is meant as a relative path.
        return f"{host}{path}"
    path = path.replace("/", "\\")
    if re.fullmatch(r"[A-Za-z][:|]", host):  # "file://C:/…", a slash too few
        host, path = "", f"\\{host}{path}"
    drive = re.match(r"\\+([A-Za-z])[:|](.*)", path, re.DOTALL) if not host else None
    if drive:
        return f"{drive[1]}:{drive[2] or chr(92)}"
    return f"\\\\{host}{path}" if host and path else f"{host}{path}"


def _is_login(camera: str) -> bool:
    return _LOGIN.match(camera) is not None and not os.path.exists(camera)


def _split(rest: str) -> tuple[str, str]:
    """What stands before the first / ? or #, as the libraries see it, and what comes from there on."""
    end = re.search(r"[/?#]", rest)
    return (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])


def _shown(rest: str) -> str:
    """Host, port and path, without any place at which a password may stand."""
    before, tail = _split(rest)
    if "@" in tail:
        return _shown_with_at(before, rest)
    host = before.rpartition("@")[2]
    if _HOST.fullmatch(host) is None:
        return "…"
    path = _split_query(tail)
    return f"{host}{path if _SHOWN_PATH.fullmatch(path) else '/…'}"


def _shown_with_at(before: str, rest: str) -> str:
    """Of an address with an @ after the first / ? or #: before it may stand a password, or after it, in a query."""
    host = before.rpartition("@")[2]
    if _is_ip(host) or before == _name_alone(before):
        return f"{host}/…"
    after = rest.rpartition("@")[2]
    if not _is_ip(_split(after)[0]) and (_HOST.fullmatch(before) or "?" in rest.rpartition("@")[0]):
        return "…"
    return _shown(after)


def _split_query(tail: str) -> str:
    return re.split(r"[?#]", tail, maxsplit=1)[0]


def _surely_host(host: str) -> bool:
    """Whether this is the name of a computer rather than the beginning of a login: 10.0.0.2, cam.lan:8080."""
    name = _HOST.fullmatch(host)[1]
    return _is_ip(host) or name.lower() == "localhost" or re.fullmatch(r"[\w-]+(\.[\w-]+)+", name) is not None


def _is_ip(host: str) -> bool:
    """Whether this is a computer's number, with or without a port."""
    found = _HOST.fullmatch(host)
    try:
        ipaddress.ip_address("" if found is None else found[1].strip("[]"))
    except ValueError:
        return False
    return True


def _name_alone(before: str) -> str | None:
    """The host where there is neither a login nor a port, so that no password can have begun."""
    found = _HOST.fullmatch(before)
    return None if found is None else found[1]
