"""Host keys, and which algorithms a router's SSH server offers."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import asyncssh
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lab.release_rules import shielded

if TYPE_CHECKING:
    from lab.pki.bundle import PrivateKey
    from lab.pki.store import KeyPair
    from lab.router import Router

MODERN_KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
)
OLD_KEX = ("diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1")
MODERN_CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
)
OLD_CIPHERS = ("aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes256-cbc")
MODERN_MACS = (
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
)
OLD_MACS = ("hmac-sha2-256", "hmac-sha2-512", "hmac-sha1")
SMALLEST = 2048
"""Bits of an RSA key below which newer releases don't use it for SSH (FN72511)."""
ADVICE = "%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n"
NEW_ADVICE = (
    "%Please create EC or RSA keys to enable SSH (and of atleast 2048 bits for SSH v2 in case of RSA).\n"
)
ECDSA = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
HOST_KEYS = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", *ECDSA)
# IOS-XE's spelling of what others call otherwise.
_NAMES = {"aes128-gcm": "aes128-gcm@openssh.com", "aes256-gcm": "aes256-gcm@openssh.com"}
_SPOKEN: dict[str, tuple[str, ...]] = {
    "kex_algs": (*MODERN_KEX, *OLD_KEX),
    "encryption_algs": (*MODERN_CIPHERS, *OLD_CIPHERS),
    "mac_algs": (*MODERN_MACS, *OLD_MACS),
    "host_key_algs": HOST_KEYS,
}


class _HostKeys:
    """RSA host keys: making one takes a tenth of a second, so a process makes few and hands them out."""

    MOST = 8

    def __init__(self) -> None:
        self._by_name: dict[str, rsa.RSAPrivateKey] = {}
        self._made: list[rsa.RSAPrivateKey] = []

    def key(self, name: str) -> rsa.RSAPrivateKey:
        if name not in self._by_name:
            if len(self._made) < self.MOST:
                self._made.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))
            self._by_name[name] = self._made[len(self._by_name) % len(self._made)]
        return self._by_name[name]


@functools.cache
def _host_keys() -> _HostKeys:
    return _HostKeys()


def host_key(name: str) -> rsa.RSAPrivateKey:
    """The key that the router of that name begins with, the same throughout a process."""
    return _host_keys().key(name)


@functools.lru_cache(maxsize=64)
def _loaded(private: PrivateKey) -> asyncssh.SSHKey:
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Checking its primes would be as slow as making it, and it was made here.
    return asyncssh.import_private_key(text, unsafe_skip_rsa_key_validation=True)


def in_use(router: Router) -> tuple[KeyPair, ...]:
    """The key pairs that the SSH server shows: an RSA pair, and where the release does so an elliptic one.

    The RSA pair is that of ``ip ssh rsa keypair-name``, else the first there is; without any, SSH is off, and the
    compliance shield leaves out those below 2048 bits. An
    elliptic pair becomes a host key as soon as it exists, by an import of a certificate too (docs/iosxe.md section
    2.1).
    """
    pairs = tuple(router.pki.keys.values())
    named = router.running.value("ip ssh rsa keypair-name")
    plain = [p for p in pairs if isinstance(p.private, rsa.RSAPrivateKey) and named in (None, p.label)]
    if shielded(router):
        plain = [p for p in plain if p.private.key_size >= SMALLEST]
    curved = [p for p in pairs if isinstance(p.private, ec.EllipticCurvePrivateKey)]
    return (*plain[:1], *(curved[:1] if router.quirks.ecdsa_host_key else ()))


def public_host_key(pair: KeyPair) -> str:
    """The public half as known_hosts writes it: ``ssh-rsa AAAA…``."""
    text = _loaded(pair.private).export_public_key("openssh").decode()
    return " ".join(text.split()[:2])


def algorithms(router: Router) -> dict[str, tuple[str, ...]]:
    """What the router's SSH server offers: by release, then as ``ip ssh server algorithm`` says."""
    old = bool(router.quirks.ssh_sha1_only)
    offered: dict[str, tuple[str, ...]] = {
        "kex_algs": OLD_KEX if old else MODERN_KEX,
        "encryption_algs": OLD_CIPHERS if old else MODERN_CIPHERS,
        "mac_algs": OLD_MACS if old else MODERN_MACS,
        "host_key_algs": ("ssh-rsa",) if old else HOST_KEYS,
    }
    for name, words in (
        ("kex_algs", "kex"),
        ("encryption_algs", "encryption"),
        ("mac_algs", "mac"),
        ("host_key_algs", "hostkey"),
    ):
        chosen = router.running.value(f"ip ssh server algorithm {words}")
        known = tuple(_NAMES.get(word, word) for word in (chosen or "").split())
        known = tuple(word for word in known if word in _SPOKEN[name])
        if known:
            offered[name] = known
    return offered


def options(router: Router) -> dict[str, Any]:
    """The same as asyncssh takes it, with the host keys; nothing while there is no key."""
    offered: dict[str, Any] = dict(algorithms(router))
    wanted = [name.encode() for name in offered.pop("host_key_algs")]
    pairs = []
    for held in in_use(router):
        (pair,) = asyncssh.load_keypairs([_loaded(held.private)])
        own = (
            [*pair.host_key_algorithms, b"ssh-rsa"]
            if pair.algorithm == b"ssh-rsa"
            else pair.host_key_algorithms
        )
        pair.host_key_algorithms = [name for name in wanted if name in own]
        pairs += [pair] if pair.host_key_algorithms else []
    return {**offered, "server_host_keys": pairs} if pairs else {}
