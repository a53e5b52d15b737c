"""Can the router learn of revoked certificates as configured? And EC keys, which can lock SSH out."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flexvpn.checks.certificate import label
from flexvpn.checks.check import passed, skipped, warned
from flexvpn.facts import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict

_HOST_KEYS = "ip ssh server algorithm hostkey "
_RSA_ONLY = f"{_HOST_KEYS}rsa-sha2-512 rsa-sha2-256"


def sources(subject: Subject) -> Iterator[Verdict]:
    """The sources of `revocation-check` can be reached. Without a line below the trustpoint it is `crl`.

    See docs/iosxe.md section 1.3.

    It is about certificates that peers present. AnyConnect-EAP clients present none: unless the intent names a method,
    or the profile asks peers for certificates, a source that cannot be reached harms nobody.
    """
    block = subject.config.block(f"crypto pki trustpoint {label(subject)}")
    if block is None:
        yield skipped("no trustpoint")
        return
    line = next(
        (child for child in block.children if child.startswith("revocation-check ")), "revocation-check crl"
    )
    methods = line.split()[1:]
    asked = methods[: methods.index("none")] if "none" in methods else methods
    missing = [text for method in asked for text in _missing(subject, method, block.children)]
    if not missing:
        yield passed(line)
    elif "none" in methods:
        yield passed(f"{line}; {'; '.join(missing)}: `none` lets them in all the same")
    elif subject.headend.trustpoint.revocation_check is None and not _asks_for_certificates(subject):
        yield passed(f"{line}; {'; '.join(missing)}: no peer of this profile shows a certificate")
    else:
        yield warned(
            f"{line}; {'; '.join(missing)}: a peer's certificate would be refused",
            "give the router what is missing, or set trustpoint.revocation_check to none",
        )


def _missing(subject: Subject, method: str, lines: tuple[str, ...]) -> Iterator[str]:
    """What keeps a method from working, as far as the router's configuration and certificates show."""
    name = label(subject)
    own = [
        certificate
        for certificate in subject.facts(certificates.read).records
        if name in certificate.trustpoints
    ]
    every = [url for certificate in own for url in certificate.urls]
    if method == "ocsp":
        override = [line.removeprefix("ocsp url ") for line in lines if line.startswith("ocsp url ")]
        urls, lacking = override or [url for url in every if "ocsp" in url.lower()], "no OCSP address"
    else:
        urls, lacking = [url for url in every if "ocsp" not in url.lower()], "no CRL distribution point"
    if not urls:
        yield f"{lacking} in its certificates"
    for host in dict.fromkeys(filter(None, (urlsplit(url).hostname for url in urls))):
        if not _resolves(subject, host):
            yield f"nothing resolves {host} (`ip name-server`, `ip host`)"


def _resolves(subject: Subject, host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        config = subject.config
        if config.starting(f"ip host {host} "):
            return True
        off = "no ip domain lookup" in config or "no ip domain-lookup" in config
        return bool(config.starting("ip name-server ")) and not off
    return True


def _asks_for_certificates(subject: Subject) -> bool:
    block = subject.block(f"crypto ikev2 profile {subject.headend.ikev2_profile.name}")
    return any(
        child.startswith("authentication remote ") and child.endswith(("-sig", "cert-request"))
        for child in (block.children if block else ())
    )


def elliptic_keys(subject: Subject) -> Iterator[Verdict]:
    """There is no EC key that the SSH server could take as its host key, which locks everybody out.

    See docs/iosxe.md section 2.1.
    """
    ec_keys = [
        f"{' '.join(certificate.trustpoints) or certificate.common_name or '?'} ({certificate.key_algorithm})"
        for certificate in subject.facts(certificates.read).records
        if certificate.role == "identity"
        and (certificate.key_algorithm or "").lower().startswith(("ec", "id-ec"))
    ]
    pinned = next(iter(subject.config.starting(_HOST_KEYS)), None)
    if not ec_keys:
        yield passed("no certificate with an EC key")
    elif pinned is not None and "ecdsa" not in pinned.line:
        yield passed(f"{', '.join(ec_keys)}; {pinned.line}")
    else:
        yield warned(
            f"EC key under {', '.join(ec_keys)}: it can become the SSH host key and lock SSH out",
            f"`{_RSA_ONLY}`",
        )
