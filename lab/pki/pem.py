"""`crypto pki import NAME pem terminal password P` (C9300 transcript)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lab.dialogue import IncompleteCommandError, InvalidInputError
from lab.pki.bundle import PrivateKey
from lab.pki.paste import End, paste, read_certificate
from lab.pki.store import KeyPair, Role

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router

_BLANK = '% End with a blank line or "quit" on a line by itself.\n'
_QUIT = '% End with "quit" on a line by itself.\n'


def import_pem(router: Router, name: str, args: str) -> Dialogue:
    """CA certificate, encrypted private key and certificate, pasted one after the other."""
    words = args.split(maxsplit=2)
    if len(words) < 3:
        raise IncompleteCommandError
    if words[:2] != ["terminal", "password"]:
        raise InvalidInputError(2)
    if router.pki.certificates(name):
        yield f"% Trustpoint '{name}' is in use.\n% Please delete it or use a different label.\n"
        return
    yield "% Enter PEM-formatted CA certificate.\n" + _BLANK
    authority = read_certificate((yield from paste(End.BLANK_OR_QUIT)))
    yield "% Enter PEM-formatted encrypted private General Purpose key.\n" + _QUIT
    key = _read_key((yield from paste(End.QUIT)), words[2])
    yield "% Enter PEM-formatted General Purpose certificate.\n" + _BLANK
    certificate = read_certificate((yield from paste(End.BLANK_OR_QUIT)))
    if authority is None or key is None or certificate is None:
        yield "% PEM files import failed.\n"
        return
    now = router.clock.now()
    pair = KeyPair(name, key, now)
    if not pair.fits(certificate):
        yield "% PEM files import failed.\n"
        return
    kind = "rsakeypair" if isinstance(key, rsa.RSAPrivateKey) else "eckeypair"
    lines = [f"crypto pki trustpoint {name}"]
    if not router.running.has(f"crypto pki trustpoint {name}", "enrollment terminal"):
        lines.append(" enrollment pkcs12")
    router.configure("\n".join([*lines, f" {kind} {name}"]))
    router.pki.keys[name] = pair
    router.pki.install(name, Role.CA, authority, now)
    router.pki.install(name, Role.IDENTITY, certificate, now)
    router.note("CRYPTO_ENGINE-5-KEY_ADDITION", f"A key named {name} has been generated or imported by pki")
    yield "\n% PEM files import succeeded.\n"


def _read_key(lines: tuple[str, ...], passphrase: str) -> PrivateKey | None:
    try:
        key = load_pem_private_key("\n".join(lines).encode() + b"\n", passphrase.encode())
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) else None
