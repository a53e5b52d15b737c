"""A router's state in the words of its shows: what both kinds of parsers are held to."""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from lab.pki.names import nvram_file
from lab.pki.store import Installed, Role
from lab.router import Router

HTTP_NUMBERS = {
    "supplementary_listener_ports": 21111,
    "auth_retry": 0,
    "time_window": 0,
    "max_connections_allowed": 300,
    "max_secondary_connections": 50,
    "idle_timeout": 180,
    "life_timeout": 180,
    "session_idle_timeout": 600,
    "max_requests_allowed": 25,
    "linger_timeout": 60,
}
HTTP_CIPHERS = (
    "rsa-aes-cbc-sha2 rsa-aes-gcm-sha2 dhe-aes-cbc-sha2 dhe-aes-gcm-sha2 ecdhe-rsa-aes-cbc-sha2 "
    "ecdhe-rsa-aes-gcm-sha2 ecdhe-ecdsa-aes-gcm-sha2"
)
HTTP_MODULES = (
    ("HTTP_IFS", "HTTP based IOS File Server"),
    ("SL_HTTP", "HTTP REST IOS-XE Smart License Server"),
    ("HOME_PAGE", "IOS Homepage Server"),
    ("BANNER_PAGE", "HTTP Banner Page Server"),
    ("WEB_EXEC", "HTTP based IOS EXEC Server"),
    ("NG_WEBUI", "Web GUI"),
)
PROCESSES = (
    (1, 12, 86, 139, "0.00", "0.00", "0.00", "Chunk Manager"),
    (2, 1512, 21344, 70, "0.00", "0.01", "0.00", "Load Meter"),
    (142, 40211, 106612, 377, "0.31", "0.28", "0.30", "IOSXE-RP Punt Se"),
    (389, 9121, 50211, 181, "0.07", "0.12", "0.09", "Crypto IKEv2"),
)
AUTHEN = ("LOGIN", "ENABLE", "PPP", "SGBP", "ARAP", "DOT1X", "8021X", "EAPOUDP", "WEBAUTH")
AUTHOR = ("SHELL", "NET", "CONN", "IPMOBILE", "RM", "CONFIG", "AUTH_PROXY", "COMMAND")
INTEGRITY = {"md5": "MD596", "sha1": "SHA96", "sha256": "SHA256", "sha384": "SHA384", "sha512": "SHA512"}
PRF = {name: name.upper() for name in INTEGRITY}


def word(on: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "Enabled" if on else "Disabled"


def tls_versions(router: Router) -> list[str]:
    return ["TLSv1.3", "TLSv1.2"] if router.release.at_least("17.1") else ["TLSv1.2", "TLSv1.1"]


@dataclass(frozen=True)
class Interface:
    """One interface as the configuration and the sessions make it."""

    name: str
    address: str = ""
    prefix: int = 0
    lender: str = ""
    shut: bool = False
    description: str = ""
    ip_mtu: int = 1500
    router_name: str = ""
    live: bool = False

    @property
    def own_address(self) -> bool:
        return bool(self.address) and not self.lender

    @property
    def _kind(self) -> str:
        return re.match(r"[A-Za-z-]+", self.name)[0]  # type: ignore[index]

    @property
    def status(self) -> str:
        return "administratively down" if self.shut else "up"

    @property
    def protocol(self) -> str:
        return "down" if self.shut or (self._kind == "Virtual-Template" and not self.live) else "up"

    @property
    def hardware(self) -> str:
        return {"Loopback": "Loopback", "Virtual-Template": "Tunnel"}.get(self._kind, "CSR vNIC")

    @property
    def mtu(self) -> int:
        return {"Loopback": 1514, "Tunnel": 9938}.get(self.hardware, 1500)

    @property
    def bandwidth(self) -> int:
        return {"Loopback": 8_000_000, "Tunnel": 100}.get(self.hardware, 1_000_000)

    @property
    def encapsulation(self) -> str:
        return {"Loopback": "loopback", "Tunnel": "tunnel"}.get(self.hardware, "arpa")

    @property
    def mac(self) -> str:
        if self.hardware != "CSR vNIC":
            return ""
        digits = f"{zlib.crc32((self.router_name + self.name).encode()):08x}"
        return f"0050.{digits[:4]}.{digits[4:]}"


def interfaces(router: Router, *, accesses: bool = True) -> Iterator[Interface]:
    """In the order of the configuration; sessions last."""
    found: dict[str, Interface] = {}
    for node in router.running.find("interface"):
        lines = {line.split()[0]: line for line in reversed(list(node.lines()))}
        own = re.search(r"^ip address (\S+) (\S+)", "\n".join(node.lines()), re.MULTILINE)
        borrowed = re.search(r"^ip unnumbered (\S+)", "\n".join(node.lines()), re.MULTILINE)
        mtu = re.search(r"^ip mtu (\d+)", "\n".join(node.lines()), re.MULTILINE)
        name = node.text.split()[1]
        found[name] = Interface(
            name,
            own[1] if own else "",
            sum(int(part).bit_count() for part in own[2].split(".")) if own else 0,
            borrowed[1] if borrowed else "",
            shut="shutdown" in lines,
            description=lines.get("description", "").removeprefix("description "),
            ip_mtu=int(mtu[1]) if mtu else 1500,
            router_name=router.name,
        )
    for name, one in found.items():
        if one.lender:
            found[name] = Interface(
                name, found[one.lender].address, 0, one.lender, ip_mtu=one.ip_mtu, router_name=router.name
            )
    yield from found.values()
    if accesses:
        for session in router.vpn.sessions:
            template = found[f"Virtual-Template{session.template}"]
            yield Interface(session.interface, template.address, 0, template.lender, live=True)


@dataclass(frozen=True)
class File:
    name: str
    inode: int
    size: int
    permissions: str
    date: str


def files(router: Router) -> Iterator[File]:
    """The rows of ``dir bootflash:``."""
    for name, file, folder in router.flash.listing():
        stamp = f"{file.written:%b} {file.written.day} {file.written:%Y %H:%M:%S} +00:00"
        yield File(name, file.inode, len(file.data), "drwx" if folder else "-rw-", stamp)


# ----------------------------------------------------------------------------------------------- certificates
def when(moment: datetime.datetime) -> str:
    return f"{moment:%H:%M:%S} UTC {moment:%b} {moment.day} {moment.year}"


def serial(certificate: x509.Certificate) -> str:
    digits = f"{certificate.serial_number:X}"
    return digits.zfill(len(digits) + len(digits) % 2)


def storage(entry: Installed) -> str:
    return nvram_file(entry.certificate, is_ca=entry.role is Role.CA)


def words_of_hex(data: bytes, per_line: int = 0) -> list[str]:
    """``30820122 300D0609 ...``: words of eight digits, in lines of so many words."""
    digits = data.hex().upper()
    parts = [digits[start : start + 8] for start in range(0, len(digits), 8)]
    step = per_line or len(parts)
    return [" ".join(parts[start : start + step]) for start in range(0, len(parts), step)]


def fingerprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    return words_of_hex(certificate.fingerprint(algorithm))[0]


def key_id(
    certificate: x509.Certificate, kind: type[x509.SubjectKeyIdentifier | x509.AuthorityKeyIdentifier]
) -> str:
    value = certificate.extensions.get_extension_for_class(kind).value
    digest = value.digest if isinstance(value, x509.SubjectKeyIdentifier) else value.key_identifier
    assert digest is not None
    return words_of_hex(digest)[0]


def uses(is_ca: bool) -> tuple[str, ...]:  # noqa: FBT001 - one of two tables
    if is_ca:
        return ("Digital Signature", "Key Cert Sign", "CRL Signature")
    return ("Digital Signature", "Key Encipherment")
