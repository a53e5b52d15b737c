"""`crypto key generate rsa`, `crypto key zeroize rsa` and `show crypto key mypubkey rsa`."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from lab.dialogue import Ask, InvalidInputError
from lab.pki.asking import yes_no
from lab.pki.names import hex_dump
from lab.pki.store import KeyPair
from lab.release_rules import shielded, warn
from lab.releases import Upon
from lab.sshkeys import SMALLEST
from lab.timestamps import certificate_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

_SMALLEST, _LARGEST = 512, 4096
RECOMMENDED = 3072
_CURVES: dict[str, type[ec.EllipticCurve]] = {"256": ec.SECP256R1, "384": ec.SECP384R1, "521": ec.SECP521R1}
_SLOW = "Choosing a key modulus greater than 512 may take"


def generate_rsa(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto key generate rsa [general-keys] [label L] [modulus N] [exportable]`."""
    label, modulus, exportable = _options(args, _smallest(router))
    if label is None:
        label = default_label(router)
        if label is None:
            yield "% Please define a domain-name first.\n"
            return
    asked = modulus is None
    if label in router.pki.keys:
        yield f"% You already have RSA keys defined named {label}.\n"
        if asked:
            if not (yield from yes_no("% Do you really want to replace them? [yes/no]: ")):
                return
        else:
            yield "% They will be replaced.\n\n"
    else:
        yield f"The name for the keys will be: {label}\n"
        if not asked:
            yield "\n"
    if modulus is None:
        modulus = yield from _ask_modulus(router)
    else:
        yield f"% The key modulus size is {modulus} bits\n"
    kind = "exportable" if exportable else "non-exportable"
    yield f"% Generating {modulus} bit RSA keys, keys will be {kind}...\n"
    private = rsa.generate_private_key(public_exponent=65537, key_size=max(modulus, 1024))
    router.pki.keys[label] = KeyPair(label, private, router.clock.now(), exportable)
    router.note(
        "CRYPTO_ENGINE-5-KEY_ADDITION", f"A key named {label} has been generated or imported by crypto-engine"
    )
    yield "[OK] (elapsed time was 0 seconds)\n"
    if modulus < SMALLEST:
        yield from warn(router, Upon.SHORT_KEY)
    if modulus < RECOMMENDED:
        yield from warn(router, Upon.HOST_KEY)


def _ask_modulus(router: Router) -> Generator[str | Ask, str, int]:
    default, smallest = 2048 if router.quirks.default_modulus_2048 else 1024, _smallest(router)
    yield (
        f"Choose the size of the key modulus in the range of {smallest} to {_LARGEST} for your\n"
        f"  General Purpose Keys. {_SLOW}\n  a few minutes.\n\n"
    )
    while True:
        answer = (yield Ask(f"How many bits in the modulus [{max(default, smallest)}]: ")).strip()
        if not answer:
            return max(default, smallest)
        if answer.isdigit() and smallest <= int(answer) <= _LARGEST:
            return int(answer)
        yield f"% A decimal number between {smallest} and {_LARGEST}.\n"


def _smallest(router: Router) -> int:
    """Bits of the smallest key: the compliance shield has no word for fewer than SSH takes (REAL, 17.15.1)."""
    return SMALLEST if shielded(router) else _SMALLEST


def _options(args: str, smallest: int) -> tuple[str | None, int | None, bool]:
    label, modulus, exportable = None, None, False
    words = args.split()
    position = 0
    while position < len(words):
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else ""
        if word == "label" and following:
            label, position = following, position + 1
        elif word == "modulus" and following.isdigit():
            modulus, position = int(following), position + 1
            if not smallest <= modulus <= _LARGEST:
                raise InvalidInputError(position)
        elif word == "exportable":
            exportable = True
        elif word not in ("general-keys", "usage-keys", "signature"):
            raise InvalidInputError(position)
        position += 1
    return label, modulus, exportable


def default_label(router: Router) -> str | None:
    """Host name and domain: the name of keys that are given none."""
    domain = router.running.value("ip domain name") or router.running.value("ip domain-name")
    return f"{router.hostname}.{domain}" if domain else None


def zeroize_rsa(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto key zeroize rsa [LABEL]`: the keys and all certificates that were issued to them."""
    label = args.strip()
    yield from _zeroize(router, label, "RSA", tuple(k for k, v in router.pki.keys.items() if _is_rsa(v)))


def zeroize_ec(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto key zeroize ec [LABEL]`: the same for elliptic curves."""
    every = tuple(k for k, v in router.pki.keys.items() if not _is_rsa(v))
    yield from _zeroize(router, args.strip(), "EC", every)


def generate_ec(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto key generate ec keysize {256|384|521} [label L]`."""
    words = args.split()
    if words[:1] != ["keysize"] or len(words) < 2 or words[1] not in _CURVES:
        raise InvalidInputError(min(1, len(words)))
    label = words[3] if words[2:3] == ["label"] and len(words) > 3 else default_label(router)
    if label is None:
        yield "% Please define a domain-name first.\n"
        return
    yield f"The name for the keys will be: {label}\n"
    router.pki.generate(label, ec.generate_private_key(_CURVES[words[1]]()), router.clock.now())
    yield "\n"


def _zeroize(router: Router, label: str, kind: str, every: tuple[str, ...]) -> Dialogue:
    if label and label not in every:
        yield f"% No {kind} keys named {label} are configured.\n"
        return
    labels = (label,) if label else every
    yield f"% Keys to be removed are named '{label}'.\n" if label else "% All keys will be removed.\n"
    yield "% All router certs issued using these keys will also be removed.\n"
    if (yield from yes_no("Do you really want to remove these keys? [yes/no]: ")):
        for name in labels:
            router.pki.remove_certificates_of_key(router.pki.keys.pop(name))
    yield "\n"


def show_mypubkey(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto key mypubkey rsa [NAME]`."""
    wanted = args.strip()
    for key in tuple(router.pki.keys.values()):
        if _is_rsa(key) and wanted in ("", key.label):
            yield "\n".join(_key_lines(router, key)) + "\n"


def show_mypubkey_ec(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto key mypubkey ec [NAME]`."""
    wanted = args.strip()
    for key in tuple(router.pki.keys.values()):
        if isinstance(key.private, ec.EllipticCurvePrivateKey) and wanted in ("", key.label):
            yield "\n".join(_key_lines(router, key)) + "\n"


def show_mypubkey_all(router: Router, session: Session, args: str) -> Dialogue:
    """`show crypto key mypubkey all [NAME]`."""
    yield from show_mypubkey(router, session, args)
    yield from show_mypubkey_ec(router, session, args)


def _is_rsa(key: KeyPair) -> bool:
    return isinstance(key.private, rsa.RSAPrivateKey)


def _key_lines(router: Router, key: KeyPair) -> Iterator[str]:
    yield f"% Key pair was generated at: {certificate_time(router.local(key.generated))}"
    yield f"Key name: {key.label}"
    yield f"Key type: {'RSA' if _is_rsa(key) else 'EC'} KEYS"
    yield " Storage Device: private-config"
    yield " Usage: General Purpose Key" if _is_rsa(key) else " Usage: Signature Key"
    yield f" Key is {'' if key.exportable else 'not '}exportable. Redundancy enabled."
    yield " Key Data:"
    yield from hex_dump(key.public_der())
