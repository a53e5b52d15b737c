"""SSH host keys in OpenSSH's known_hosts format: looked up at every log-in, added by ``headend trust`` alone.

Format: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. What this program adds goes to the inventory's own file, which
is shared in git; the user's ~/.ssh/known_hosts is read as well and never written.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from stores.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SSH_PORT: Final = 22
_PATTERN: Final = re.compile(r"^\|1\||[*?!]")


class Standing(Enum):
    """How a key that a router shows compares with the recorded ones."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class HostKey:
    """A public key as known_hosts writes it: algorithm and base64."""

    algorithm: str
    encoded: str

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ssh-keygen -l shows it."""
        digest = sha256(base64.b64decode(self.encoded)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class _Entry:
    marker: str
    hosts: str
    key: HostKey

    def matches(self, name: str) -> bool:
        if self.hosts.startswith("|1|"):
            return _matches_hash(self.hosts, name)
        patterns = self.hosts.split(",")
        if any(fnmatchcase(name, pattern[1:]) for pattern in patterns if pattern.startswith("!")):
            return False
        return any(_matches_pattern(name, pattern) for pattern in patterns)


class KnownHosts:
    """The inventory's known_hosts file and further files to look up in. All are read once, at the first look-up."""

    def __init__(self, own: Path, *, also: tuple[Path, ...] = ()) -> None:
        """Add to ``own``; look up in ``own``, then in each of ``also``. None of them has to exist."""
        self.own = own
        self.also = also
        self._book: _Book | None = None

    @classmethod
    def for_inventory(cls, folder: Path, home: Path) -> KnownHosts:
        """``known_hosts`` in the inventory's folder, and the user's own ~/.ssh/known_hosts."""
        return cls(folder / "known_hosts", also=(home / ".ssh" / "known_hosts",))

    def lookup(self, host: str, port: int = SSH_PORT) -> tuple[HostKey, ...]:
        """Every key that is recorded for a host and port, in the files' order, without revoked ones.

        Raises:
            OSError: a file exists and cannot be read.
        """
        return tuple(dict.fromkeys(e.key for e in self._entries(host, port) if e.marker != "@revoked"))

    def standing(self, host: str, port: int, key: HostKey) -> Standing:
        """How the key that a host shows compares with the recorded ones.

        CHANGED means that another key of the same algorithm is recorded, as with a man in the middle. A key of an
        algorithm that none of the recorded ones has is UNKNOWN.

        Raises:
            OSError: a file exists and cannot be read.
        """
        entries = tuple(self._entries(host, port))
        if any(entry.marker == "@revoked" and entry.key == key for entry in entries):
            return Standing.REVOKED
        recorded = {entry.key for entry in entries if not entry.marker}
        if key in recorded:
            return Standing.KNOWN
        same = any(other.algorithm == key.algorithm for other in recorded)
        return Standing.CHANGED if same else Standing.UNKNOWN

    def add(self, host: str, port: int, key: HostKey) -> bool:
        """Record a key in the inventory's own file, in place of another of the same algorithm.

        Returns:
            Whether the file changed.

        Raises:
            OSError: the file cannot be read or written.
        """
        name = _name(host, port)
        line = f"{name} {key.algorithm} {key.encoded}"
        self._book = None
        lines = _lines(self.own)
        if line in lines:
            return False
        kept = [text for text in lines if not _is_for(text, name, key.algorithm)]
        # Public keys, kept in git with the inventory: others may read them.
        write_atomically(self.own, "".join(f"{text}\n" for text in (*kept, line)), mode=0o644)
        return True

    def _entries(self, host: str, port: int) -> Iterator[_Entry]:
        if self._book is None:
            self._book = _Book.of(entry for path in (self.own, *self.also) for entry in _read(path))
        return self._book.entries(_name(host, port))


@dataclass(frozen=True, slots=True)
class _Book:
    """The entries of all files, read once: reading a thousand lines for each of a thousand hosts took six seconds.

    Attributes:
        named: entries for exactly one host, by its name, each with its place in the files.
        patterns: entries with patterns or hashes, which have to be tried, each with its place.
    """

    named: Mapping[str, tuple[tuple[int, _Entry], ...]]
    patterns: tuple[tuple[int, _Entry], ...]

    @classmethod
    def of(cls, entries: Iterable[_Entry]) -> _Book:
        named: dict[str, list[tuple[int, _Entry]]] = {}
        patterns: list[tuple[int, _Entry]] = []
        for place in enumerate(entries):
            hosts = place[1].hosts
            if _PATTERN.search(hosts):
                patterns.append(place)
                continue
            for name in dict.fromkeys(hosts.lower().split(",")):
                named.setdefault(name, []).append(place)
        return cls({name: tuple(places) for name, places in named.items()}, tuple(patterns))

    def entries(self, name: str) -> Iterator[_Entry]:
        """The entries for this host, in the files' order."""
        tried = (place for place in self.patterns if place[1].matches(name))
        matching = sorted((*self.named.get(name, ()), *tried), key=lambda place: place[0])
        return (entry for _, entry in matching)


def _read(path: Path) -> Iterator[_Entry]:
    return (entry for entry in map(_parse, _lines(path)) if entry is not None)


def _name(host: str, port: int) -> str:
    host = host.lower()
    return host if port == SSH_PORT else f"[{host}]:{port}"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _parse(line: str) -> _Entry | None:
    """The entry on a line; None for a comment, a blank line, and what ssh could not read either."""
    fields = line.split()
    marker = fields.pop(0) if fields and fields[0].startswith("@") else ""
    match fields:
        case [hosts, algorithm, encoded, *_] if not hosts.startswith("#"):
            try:
                base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                return None
            return _Entry(marker, hosts, HostKey(algorithm, encoded))
        case _:
            return None


def _is_for(line: str, name: str, algorithm: str) -> bool:
    """Whether a line is for exactly this host and algorithm; patterns and lists of hosts are not."""
    entry = _parse(line)
    return entry is not None and (entry.marker, entry.hosts, entry.key.algorithm) == ("", name, algorithm)


def _matches_pattern(name: str, pattern: str) -> bool:
    # Square brackets are part of a name with a port here; fnmatch would read them as a set.
    return fnmatchcase(name, pattern.lower().replace("[", "[[]"))


def _matches_hash(hosts: str, name: str) -> bool:
    """HashKnownHosts: HMAC-SHA1 of the name, keyed with a salt."""
    match hosts.split("|"):
        case ["", "1", salt, digest]:
            try:
                expected = base64.b64decode(digest, validate=True)
                computed = hmac.digest(base64.b64decode(salt, validate=True), name.encode(), "sha1")
            except (binascii.Error, ValueError):
                return False
            return hmac.compare_digest(computed, expected)
        case _:
            return False
