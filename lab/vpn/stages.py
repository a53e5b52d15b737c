"""IKE: from the client's profile to the router's certificate.

Each stage judges from running-config, keys, files and the clock alone. Words are those of the document's
debug output where it has them; the others are [INF] in the form of real IKEv2 debugs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa

from lab.pki.names import serial_hex
from lab.pki.store import Role
from lab.timestamps import certificate_time
from lab.vpn.ike import GROUP_NAMES, client_offer, negotiate, offered_by
from lab.vpn.profile_xml import UnusableProfile, read_host_entry
from lab.vpn.settings import interfaces, name_of, outside_interface, profile_for
from lab.vpn.trust import objection
from lab.vpn.walk import StageFailed, Walk

if TYPE_CHECKING:
    from cryptography import x509

    from lab.router import Router

_REFUSED = (
    "AnyConnect: the certificate on the secure gateway is invalid. A VPN connection will not be established"
)


def client_profile(walk: Walk) -> None:
    """The client finds an entry that connects by IPsec; without one it tries TLS (the document)."""
    if walk.client.profile is None:
        raise StageFailed("AnyConnect: no profile on this machine: the client tries TLS, not IKEv2")
    try:
        walk.entry = read_host_entry(walk.client.profile, walk.client.display_name)
    except UnusableProfile as error:
        raise StageFailed(f"AnyConnect: {error}") from error


def reach(walk: Walk) -> None:
    """UDP 500 and 4500 of the address that the host name stands for."""
    entry = walk.entry
    found = outside_interface(walk.router)
    if entry is not None and entry.is_address:
        up = [i for i in interfaces(walk.router) if i.address == entry.address and i.up]
        found = up[0] if up else None
    if found is None:
        raise StageFailed("AnyConnect: no answer to IKE_SA_INIT: the secure gateway is unreachable")
    walk.outside = found


def ike_sa_init(walk: Walk) -> None:
    """Policy and proposal, or the release's smart defaults, against what this client still offers."""
    walk.debug.append("IKEv2-INTERNAL-(1): Received custom vendor id : CISCO(COPYRIGHT)")
    walk.debug.append("IKEv2-INTERNAL-(1): Received custom vendor id : CISCO-ANYCONNECT-EAP")
    proposals = offered_by(walk.router)
    walk.suite = negotiate(proposals, client_offer(walk.client.version))
    if walk.suite is None:
        expected = "; ".join(
            " ".join((*p.encryption, *p.integrity, *(GROUP_NAMES[g] for g in p.groups))) for p in proposals
        )
        raise walk.error(
            "Failed to find a matching policy. "
            f"Expected Policies: {expected or 'none'}. Received no proposal chosen notify"
        )
    walk.debug.append("IKEv2-INTERNAL-(1): Sending custom Vendor id : CISCO-ANYCONNECT-EAP")


def ike_profile(walk: Walk) -> None:
    """The IKEv2 profile is found by the client's key-id."""
    identity = walk.entry.identity if walk.entry else ""
    walk.say(f"Searching policy based on peer's identity '{identity}' of type 'key ID'")
    walk.profile = profile_for(walk.router, identity)
    if walk.profile is None:
        raise walk.error("Failed to locate an item in the database")


def local_auth(walk: Walk) -> None:
    """The router signs with RSA: trustpoint, certificate, its key, and dates by the router's own clock."""
    router, profile = walk.router, walk.profile
    if profile is None or not profile.has("authentication local rsa-sig"):
        raise walk.error("AnyConnect-EAP needs local authentication by rsa-sig: Auth exchange failed")
    trustpoint = signing_trustpoint(walk)
    if trustpoint is None:
        raise walk.error("[PKI -> IKEv2] Retrieved trustpoint(s): NONE")
    walk.say(f"[IKEv2 -> PKI] Getting cert chain for the trustpoint {trustpoint}")
    certificate = router.pki.identity(trustpoint)
    failed = walk.error("[PKI -> IKEv2] Getting of cert chain for the trustpoint FAILED")
    if certificate is None or router.running.child(f"crypto pki trustpoint {trustpoint}") is None:
        raise failed
    key = router.pki.key_of(certificate)
    if key is None or not isinstance(key.private, rsa.RSAPrivateKey):
        raise failed
    now = router.clock.now()
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        expired = now > certificate.not_valid_after_utc
        word = "has expired" if expired else "is not yet valid"
        edge = certificate.not_valid_after_utc if expired else certificate.not_valid_before_utc
        raise StageFailed(
            f"%PKI-3-CERTIFICATE_INVALID{'_EXPIRED' if expired else '_NOT_YET_VALID'}: Certificate chain "
            f"validation has failed.  The certificate (SN: {serial_hex(certificate)}) {word}. "
            f"Validity period {'ended' if expired else 'starts'} on {certificate_time(router.local(edge))}"
        )
    walk.say("[PKI -> IKEv2] Getting of cert chain for the trustpoint PASSED")
    walk.router.vpn.totals["signed"] += 1


def signing_trustpoint(walk: Walk) -> str | None:
    """The profile's trustpoint, or, where it names none, what the router takes by itself (a quirk)."""
    if walk.profile is None:
        return None
    for node in walk.profile.find("pki trustpoint"):
        words = node.text.split()
        if len(words) == 3 or words[3] == "sign":
            return words[2]
    router = walk.router
    holders = [name_of(n) for n in router.running.find("crypto pki trustpoint")]
    holders = [name for name in holders if router.pki.identity(name) is not None]
    if router.quirks.any_trustpoint_signs_first:
        return holders[0] if holders else None
    issuers = {c.subject for c in walk.client.trust}
    return next((n for n in holders if any(c.issuer in issuers for c in sent_chain(router, n))), None)


def sent_chain(router: Router, trustpoint: str) -> tuple[x509.Certificate, ...]:
    """The CERT payload: identity, then every issuer that a trustpoint holds, but for the root."""
    leaf = router.pki.identity(trustpoint)
    if leaf is None:
        return ()
    held = [
        entry.certificate
        for name in (trustpoint, *router.pki.trustpoints())
        for entry in router.pki.certificates(name)
        if entry.role is Role.CA
    ]
    chain = [leaf]
    while True:
        above = next((c for c in held if c.subject == chain[-1].issuer and c not in chain), None)
        if above is None or above.issuer == above.subject:
            return tuple(chain)
        chain.append(above)


def server_certificate(walk: Walk) -> None:
    """The client verifies what it was sent; its clock is right whatever the router's says."""
    trustpoint = signing_trustpoint(walk)
    if trustpoint is None or walk.entry is None:
        raise StageFailed(f"{_REFUSED}: there is none")
    now = walk.router.clock.now() - walk.router.clock.offset
    reason = objection(sent_chain(walk.router, trustpoint), walk.client.trust, walk.entry, now + timedelta(0))
    if reason is not None:
        raise StageFailed(f"{_REFUSED}: {reason}")
