"""`crypto pki import NAME pkcs12 …` with its questions and its ways to fail (docs/iosxe.md section 2.1)."""

from __future__ import annotations

import base64
import binascii
import posixpath
from collections.abc import Generator
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa

from lab.dialogue import Ask, IncompleteCommandError, InvalidInputError
from lab.pki.asking import yes_no
from lab.pki.bundle import Bundle, CannotOpen, Sealing, is_self_signed, open_bundle, sealing
from lab.pki.paste import End, paste
from lab.pki.store import KeyPair, Role
from lab.releases import Behaviour

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router

_BAD_HMAC = (
    "CRYPTO_PKI: Import PKCS12 operation failed, bad HMAC\n"
    "Possible causes: bad password or corrupted PKCS12\n"
)
_UNKNOWN_REASON = "CRYPTO_PKI: Import PKCS12 operation failed, status = 65535: Unknown reason\n"
_HIERARCHY = "% The CA cert is not self-signed.\n% Do you also want to create trustpoints for CAs higher in\n"


def import_pkcs12(router: Router, name: str, args: str) -> Dialogue:
    """`pkcs12 {URL | terminal} password P`: makes trustpoint, key, certificates, or says why not."""
    source, passphrase = _parse(args)
    if router.running.find(f"crypto pki trustpoint {name}"):
        quoted = f"'{name}'" if router.does(Behaviour.IN_USE_QUOTED) else name
        yield f"% Trustpoint {quoted} is in use.\n% Please delete it or use a different label.\n"
        return
    if name in router.pki.keys:
        yield f"% You already have RSA keys named {name}.\n"
        if not (yield from yes_no("% Do you really want to replace them? [yes/no]: ")):
            return
    yield "% Importing pkcs12...\n"
    data = yield from _read(router, source)
    bundle = _open(router, data, passphrase)
    if isinstance(bundle, str):
        if router.quirks.p12_failure_leaves_trustpoint:
            _declare(router, name, "")
        yield bundle
        return
    higher = bundle.chain[1:]
    if bundle.chain and not is_self_signed(bundle.chain[0]):
        yield _HIERARCHY
        try:
            wanted = yield from yes_no("% the hierarchy? [yes/no]: ")
        except GeneratorExit:
            # A session that drops at this question does not stop the import (17.15.3a, REAL).
            _install(router, name, bundle)
            raise
        higher = higher if wanted else ()
    _install(router, name, bundle)
    for number, certificate in enumerate(higher, start=1):
        label = f"{name}-rrr{number}"
        _declare(router, label, "")
        router.pki.install(label, Role.CA, certificate, router.clock.now())
    yield "CRYPTO_PKI: Imported PKCS12 file successfully.\n"


def _open(router: Router, data: bytes | None, passphrase: str) -> Bundle | str:
    """The content of the file, or the words with which this router gives up on it."""
    if data is None:
        return ""
    if sealing(data) is Sealing.MODERN and not router.quirks.p12_modern:
        return "" if router.quirks.p12_silent_failure else _BAD_HMAC
    try:
        bundle = open_bundle(data, passphrase)
    except CannotOpen:
        return _BAD_HMAC
    return _UNKNOWN_REASON if bundle.key is None or bundle.certificate is None else bundle


def _parse(args: str) -> tuple[str, str]:
    words = args.split(maxsplit=2)
    if len(words) < 3:
        raise IncompleteCommandError
    if words[1] != "password":
        raise InvalidInputError(3)
    return words[0], words[2].strip()


def _read(router: Router, source: str) -> Generator[str | Ask, str, bytes | None]:
    if source == "terminal":
        yield "Enter the base 64 encoded pkcs12.\n"
        yield 'End with a blank line or the word "quit" on a line by itself:\n'
        lines = yield from paste(End.BLANK_OR_QUIT)
        try:
            return base64.b64decode("".join(lines))
        except binascii.Error:
            return b""
    url = source
    if router.quirks.import_asks_filename:
        if not router.running.has("file prompt quiet"):
            system, _, path = source.rpartition(":")
            answer = yield Ask(f"Source filename [{posixpath.basename(path)}]? ")
            if answer.strip():
                url = f"{system}:{answer.strip().rpartition(':')[2]}"
        yield f"Reading file from {url}\n"
    if not router.flash.exists(url):
        yield f"%Error opening {url} (No such file or directory)\n"
        return None
    return router.flash.read(url)


def _install(router: Router, name: str, bundle: Bundle) -> None:
    """Put key and certificates where IOS-XE keeps them and write the trustpoint into running-config."""
    if bundle.key is None or bundle.certificate is None:
        raise ValueError("a bundle without key or certificate is refused before")
    now = router.clock.now()
    router.pki.keys[name] = KeyPair(name, bundle.key, now)
    _declare(router, name, "rsakeypair" if isinstance(bundle.key, rsa.RSAPrivateKey) else "eckeypair")
    if bundle.chain:
        router.pki.install(name, Role.CA, bundle.chain[0], now)
    elif is_self_signed(bundle.certificate):
        router.pki.install(name, Role.CA, bundle.certificate, now)
    router.pki.install(name, Role.IDENTITY, bundle.certificate, now)
    router.note("CRYPTO_ENGINE-5-KEY_ADDITION", f"A key named {name} has been generated or imported by pki")


def _declare(router: Router, name: str, key_line: str) -> None:
    lines = [f"crypto pki trustpoint {name}", " enrollment pkcs12", " revocation-check crl"]
    if key_line:
        lines.append(f" {key_line} {name}")
    # Before, the line does not exist (docs/iosxe.md section 1.3).
    if router.does(Behaviour.TRUSTPOINT_HASH):
        lines.append(" hash sha256")
    router.configure("\n".join(lines))
