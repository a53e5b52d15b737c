"""`python -m lab pki`: makes a CA and a router's PKCS12 file, good or bad in a chosen way."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from lab.pki.authority import ServerOrder, make_intermediate, make_root, make_server, seal

if TYPE_CHECKING:
    import argparse

_PRIVATE = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m lab pki` understands."""
    add = parser.add_argument
    add("--out", type=Path, required=True, metavar="DIR", help="folder for the files")
    add("--host", required=True, help="host name that clients connect to")
    add("--name", action="append", default=[], help="another host name (repeatable)")
    add("--address", action="append", default=[], help="an IP address among the names (repeatable)")
    add("--label", default="IKEv2-TP", help="file name of the PKCS12 file (default: %(default)s)")
    add("--passphrase-file", type=Path, help="read the passphrase here instead of making one")
    add("--key", default="rsa:2048", help="rsa:BITS or ec:256|384|521 (default: %(default)s)")
    add("--digest", default="sha256", choices=["sha256", "sha384", "sha512"])
    add("--days", type=int, default=397, help="validity from now on")
    add("--starts-in", type=int, default=0, metavar="DAYS", help="first valid day from today")
    add("--legacy", action="store_true", help="seal with 3DES and SHA-1 instead of AES and SHA-256")
    add("--self-signed", action="store_true", help="no CA for the server's certificate")
    add("--no-intermediate", action="store_true", help="the root signs the server's certificate")
    add("--no-chain", action="store_true", help="leave the CAs out of the PKCS12 file")
    add("--no-root", action="store_true", help="leave only the root out of the PKCS12 file")
    add("--no-key", action="store_true", help="leave the private key out of the PKCS12 file")
    add("--no-server-auth", action="store_true", help="extended key usage for clients only")
    add("--no-san", action="store_true", help="host name in the common name only")


def run(arguments: argparse.Namespace) -> int:
    """Write ca.pem, intermediate.pem, server.pem, LABEL.p12 and LABEL.passphrase."""
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    root = make_root()
    intermediate = root if arguments.no_intermediate else make_intermediate(root)
    start = datetime.now(UTC) - timedelta(hours=1) + timedelta(days=arguments.starts_in)
    order = ServerOrder(
        host=arguments.host,
        names=tuple(arguments.name),
        addresses=tuple(arguments.address),
        key=arguments.key,
        digest=arguments.digest,
        days=arguments.days,
        start=start,
        server_auth=not arguments.no_server_auth,
        alternative_name=not arguments.no_san,
    )
    above = () if arguments.no_root or intermediate is root else (root.certificate,)
    server = make_server(order, None if arguments.self_signed else intermediate, above)
    passphrase = (
        arguments.passphrase_file.read_text(encoding="utf-8").strip()
        if arguments.passphrase_file
        else secrets.token_urlsafe(18)
    )
    sealed = seal(
        server,
        passphrase,
        legacy=arguments.legacy,
        with_key=not arguments.no_key,
        with_chain=not arguments.no_chain,
    )
    (out / "ca.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    (out / "intermediate.pem").write_bytes(intermediate.certificate.public_bytes(Encoding.PEM))
    (out / "server.pem").write_bytes(server.certificate.public_bytes(Encoding.PEM))
    _write_private(out / f"{arguments.label}.p12", sealed)
    _write_private(out / f"{arguments.label}.passphrase", f"{passphrase}\n".encode())
    print(f"{out}: ca.pem, intermediate.pem, server.pem, {arguments.label}.p12, {arguments.label}.passphrase")
    return 0


def _write_private(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
        file.write(data)
