"""Passwords as IOS-XE stores them: types 0, 5, 6, 7, 8 and 9, made and really verified.

Types 5 (MD5-crypt), 8 (PBKDF2) and 9 (scrypt) are the published algorithms; 7 is the published
obfuscation. Cisco has not published type 6: the lab seals it with AES under the router's own key, in
letters as a router prints them, so that a type 6 string works on the router that made it and nowhere else.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import os
import random
import string

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_ITOA64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_STANDARD = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_TO_CISCO = str.maketrans(_STANDARD, _ITOA64)
_XLAT = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_NIBBLES = "ABCDEFGHJKLMNPQR"
SCRYPT_COST = 16384
PBKDF2_ROUNDS = 20_000


def salt(rng: random.Random, length: int) -> str:
    """Random letters of the alphabet that hashes use."""
    return "".join(rng.choice(_ITOA64) for _ in range(length))


def type5(password: str, chosen: str) -> str:
    """MD5-crypt: ``$1$salt$hash``."""
    return _md5_crypt(password.encode(), chosen.encode()).decode()


def type8(password: str, chosen: str) -> str:
    """PBKDF2-SHA256 with 20,000 rounds: ``$8$salt$hash``."""
    raw = hashlib.pbkdf2_hmac("sha256", password.encode(), chosen.encode(), PBKDF2_ROUNDS, 32)
    return f"$8${chosen}${_cisco64(raw)}"


@functools.lru_cache(maxsize=2048)
def type9(password: str, chosen: str) -> str:
    """scrypt: ``$9$salt$hash``."""
    raw = hashlib.scrypt(password.encode(), salt=chosen.encode(), n=SCRYPT_COST, r=1, p=1, dklen=32)
    return f"$9${chosen}${_cisco64(raw)}"


def type7(password: str, seed: int) -> str:
    """The reversible obfuscation of ``service password-encryption``."""
    data = password.encode()
    mixed = bytes(byte ^ _XLAT[(seed + index) % len(_XLAT)] for index, byte in enumerate(data))
    return f"{seed:02}{mixed.hex().upper()}"


def reveal7(stored: str) -> str | None:
    """The password behind a type 7 string, ``None`` for no such string."""
    try:
        seed, data = int(stored[:2]), bytes.fromhex(stored[2:])
    except ValueError:
        return None
    return bytes(byte ^ _XLAT[(seed + index) % len(_XLAT)] for index, byte in enumerate(data)).decode(
        "utf-8", "replace"
    )


def type6(password: str, key: bytes) -> str:
    """The password sealed under the router's master key."""
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(hashlib.sha256(key).digest()).encrypt(nonce, password.encode(), None)
    return "".join(_NIBBLES[byte >> 4] + _NIBBLES[byte & 15] for byte in sealed)


def reveal6(stored: str, key: bytes) -> str | None:
    """The password behind a type 6 string, ``None`` if another key sealed it."""
    try:
        digits = [_NIBBLES.index(letter) for letter in stored]
        data = bytes(high << 4 | low for high, low in zip(digits[::2], digits[1::2], strict=True))
        return AESGCM(hashlib.sha256(key).digest()).decrypt(data[:12], data[12:], None).decode()
    except (ValueError, InvalidTag):
        return None


@functools.lru_cache(maxsize=8192)
def verify(kind: str, stored: str, password: str, key: bytes = b"") -> bool:
    """Tell whether ``password`` is the one stored as type ``kind``."""
    match kind:
        case "0":
            expected: str | None = stored
        case "6":
            expected = reveal6(stored, key)
        case "7":
            expected = reveal7(stored)
        case "5" | "8" | "9":
            parts = stored.split("$")
            if len(parts) != 4:
                return False
            return hmac.compare_digest(_hashed(kind, password, parts[2]), stored)
        case _:
            return False
    return expected is not None and hmac.compare_digest(expected.encode(), password.encode())


def _hashed(kind: str, password: str, chosen: str) -> str:
    if kind == "5":
        return type5(password, chosen)
    return type8(password, chosen) if kind == "8" else type9(password, chosen)


def _cisco64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=").translate(_TO_CISCO)


def _md5_crypt(password: bytes, chosen: bytes) -> bytes:
    chosen = chosen[:8]
    inner = hashlib.md5(password + chosen + password).digest()  # noqa: S324 - the published algorithm
    mixed = password + b"$1$" + chosen
    length = len(password)
    while length > 0:
        mixed += inner[: min(16, length)]
        length -= 16
    length = len(password)
    while length:
        mixed += b"\0" if length & 1 else password[:1]
        length >>= 1
    digest = hashlib.md5(mixed).digest()  # noqa: S324 - as above
    for index in range(1000):
        step = password if index & 1 else digest
        step += chosen if index % 3 else b""
        step += password if index % 7 else b""
        step += digest if index & 1 else password
        digest = hashlib.md5(step).digest()  # noqa: S324 - as above
    letters = []
    for a, b, c in ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)):
        letters.append(_to64(digest[a] << 16 | digest[b] << 8 | digest[c], 4))
    letters.append(_to64(digest[11], 2))
    return b"$1$" + chosen + b"$" + "".join(letters).encode()


def _to64(value: int, length: int) -> str:
    letters = ""
    for _ in range(length):
        letters += _ITOA64[value & 63]
        value >>= 6
    return letters
