"""The digests behind IOS-XE's credential types, from hashlib alone.

netutils needs the ``crypt`` module for type 5, which Python 3.13 no longer has, and knows no type 8.
None of the old ones protects anything: they are here to compare with what a router shows.
"""

from __future__ import annotations

import base64
import hashlib
from itertools import cycle
from typing import Final

CISCO_ALPHABET: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_STANDARD_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_CISCO: Final = str.maketrans(_STANDARD_ALPHABET, CISCO_ALPHABET, "=")

_VIGENERE_KEY: Final = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_MD5_ROUNDS: Final = 1000
_PBKDF2_ROUNDS: Final = 20_000
_DIGEST_BYTES: Final = 32


def type4(clear: str) -> str:
    """SHA-256 once, without salt: what IOS 15.3 wrote by mistake."""
    return _cisco64(hashlib.sha256(clear.encode()).digest())


def type8(clear: str, salt: str) -> str:
    """PBKDF2 with SHA-256, 20,000 rounds."""
    return _cisco64(
        hashlib.pbkdf2_hmac("sha256", clear.encode(), salt.encode(), _PBKDF2_ROUNDS, _DIGEST_BYTES)
    )


def type9(clear: str, salt: str) -> str:
    """Scrypt with N 16384, r 1, p 1."""
    return _cisco64(
        hashlib.scrypt(clear.encode(), salt=salt.encode(), n=16384, r=1, p=1, dklen=_DIGEST_BYTES)
    )


def reveal_type7(text: str) -> str:
    """The clear text behind type 7, which hides nothing.

    Raises:
        ValueError: not a type 7 text.
    """
    if len(text) < 2 or not text[:2].isdecimal():  # noqa: PLR2004 - the two digits of the offset
        raise ValueError("a type 7 text starts with two decimal digits")
    offset, hidden = int(text[:2]), bytes.fromhex(text[2:])
    return bytes(
        octet ^ _VIGENERE_KEY[(offset + at) % len(_VIGENERE_KEY)] for at, octet in enumerate(hidden)
    ).decode("utf-8", "surrogateescape")


def type5(clear: str, salt: str) -> str:
    """MD5-crypt as FreeBSD 2 defined it, 1000 rounds; the part after the salt."""
    password, seasoning = clear.encode(), salt.encode()[:8]
    inner = _md5(password + seasoning + password)
    begin = password + b"$1$" + seasoning
    begin += bytes(octet for octet, _ in zip(cycle(inner), password, strict=False))
    length = len(password)
    while length:
        begin += b"\0" if length & 1 else password[:1]
        length >>= 1
    digest = _md5(begin)
    for round_number in range(_MD5_ROUNDS):
        odd = round_number & 1
        text = password if odd else digest
        text += seasoning if round_number % 3 else b""
        text += password if round_number % 7 else b""
        digest = _md5(text + (digest if odd else password))
    return _crypt64(digest)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _cisco64(data: bytes) -> str:
    return base64.b64encode(data).decode().translate(_TO_CISCO)


def _crypt64(digest: bytes) -> str:
    """MD5-crypt's own order of octets, least significant six bits first."""
    groups = [(digest[at], digest[at + 6], digest[(at + 12) if at < 4 else 5]) for at in range(5)]  # noqa: PLR2004
    text = "".join(_six_bits(high << 16 | middle << 8 | low, 4) for high, middle, low in groups)
    return text + _six_bits(digest[11], 2)


def _six_bits(value: int, count: int) -> str:
    return "".join(CISCO_ALPHABET[value >> 6 * at & 0x3F] for at in range(count))
