"""``show ip http server all|status|secure status``: whether the router's own web server is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, name, words, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class HttpServer:
    """The HTTP and the HTTPS server. A field that this form of the command does not print is None."""

    enabled: bool | None
    port: int | None
    authentication: str | None
    access_class: str | None
    secure_enabled: bool | None
    secure_port: int | None
    secure_trustpoint: str | None
    secure_peer_trustpoint: str | None
    secure_client_authentication: bool | None
    ciphers: tuple[str, ...]
    tls_versions: tuple[str, ...]


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[HttpServer]:
    for row in rows:
        get = row.get
        yield HttpServer(
            enabled=yes(get("STATUS")),
            port=integer(row, "PORT"),
            authentication=name(get("AUTHENTICATION")),
            access_class=name(get("ACCESS_CLASS")),
            secure_enabled=yes(get("SECURE_STATUS")),
            secure_port=integer(row, "SECURE_PORT"),
            secure_trustpoint=name(get("TRUSTPOINT")),
            secure_peer_trustpoint=name(get("PEER_TRUSTPOINT")),
            secure_client_authentication=yes(get("CLIENT_AUTHENTICATION")),
            ciphers=tuple(cipher for line in get("CIPHERS", ()) for cipher in line.split()),
            tls_versions=words(get("TLS")),
        )


read = Reader("show ip http server all", _records, always=True)
