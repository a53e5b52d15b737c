"""The tunnel: virtual template, IPsec, and the download of a newer client profile."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lab.release_rules import forbidden
from lab.releases import Behaviour
from lab.vpn.settings import TransformSet, interface, interfaces, name_of, profile_transform_sets
from lab.vpn.walk import StageFailed

if TYPE_CHECKING:
    from lab.router import Router
    from lab.tree import Node
    from lab.vpn.walk import Walk

_NO_POLICY = "There was no IPSEC policy found for received TS"
_NO_ACCESS = "Failed to create virtual-access interface"
_DOWNLOADER = "AnyConnect: the VPN client downloader could not get the profile"
_OLD_CIPHERS = ("esp-3des", "esp-des")


def virtual_template(walk: Walk) -> None:
    """The template is there, of type tunnel, and borrows an address from an interface that is up."""
    number = (walk.profile.value("virtual-template") or "").split() if walk.profile else []
    if not number:
        raise walk.error(f"{_NO_ACCESS}: the profile names no virtual template")
    found = interface(walk.router, f"Virtual-Template{number[0]}")
    if found is None or not found.node.text.endswith(" type tunnel"):
        raise walk.error(f"{_NO_ACCESS}: no Virtual-Template{number[0]} of type tunnel")
    if not found.up:
        raise walk.error(f"{_NO_ACCESS}: Virtual-Template{number[0]} is shut down")
    lender = found.node.value("ip unnumbered")
    if lender is None and found.address is None:
        raise walk.error(f"{_NO_ACCESS}: Virtual-Template{number[0]} has no IP address")
    if lender is not None:
        source = interface(walk.router, lender.split()[0])
        if source is None or not source.up or source.address is None:
            raise walk.error(f"{_NO_ACCESS}: {lender} is not up with an address")
    walk.template = int(number[0])


def ipsec_profile(walk: Walk) -> None:
    """The template is protected by an IPsec profile that belongs to this IKEv2 profile."""
    found = interface(walk.router, f"Virtual-Template{walk.template}")
    protection = found.node.value("tunnel protection ipsec profile") if found else None
    if found is None or protection is None:
        raise walk.error(_NO_POLICY)
    if not found.node.has("tunnel mode ipsec ipv4"):
        # The default is GRE: its selectors are not the client's.
        raise walk.error(_NO_POLICY)
    name = protection.split()[0]
    profile = walk.router.running.child(f"crypto ipsec profile {name}")
    if profile is None:
        raise walk.error(_NO_POLICY)
    if walk.profile is None or profile.value("set ikev2-profile") != name_of(walk.profile):
        raise walk.error(_NO_POLICY)
    walk.ipsec_profile = name


def ipsec_sa(walk: Walk) -> None:
    """The first transform set that the client offers too."""
    profile = walk.router.running.child(f"crypto ipsec profile {walk.ipsec_profile}")
    sets = profile_transform_sets(walk.router, profile) if profile else ()
    modern = walk.client.version.split(".")[0].isdigit() and not _is_old(walk.client.version)
    barred = forbidden(walk.router, "config", "crypto ipsec transform-set")
    sets = tuple(s for s in sets if barred.isdisjoint(word.split()[0] for word in s.transforms))
    walk.transform = next((s for s in sets if _offered(s, modern=modern)), None)
    if walk.transform is None:
        raise walk.error("IPSec policy validate request failed: no transform set that the peer offers")


def profile_download(walk: Walk) -> None:
    """After log-in the client compares profiles, and fetches the router's if it is another (the document)."""
    if walk.client.bypass_downloader:
        return
    profile = walk.profile
    name = profile.value("anyconnect profile") if profile else None
    if name is None:
        raise StageFailed(f"{_DOWNLOADER}: the IKEv2 profile names no AnyConnect profile")
    if not walk.router.does(Behaviour.CLIENT_PROFILE):
        raise StageFailed(f"{_DOWNLOADER}: this release has no profile to give")
    content = walk.router.vpn.profile_content(name)
    if content is None:
        raise StageFailed(f"{_DOWNLOADER}: profile {name} is not on the router")
    if content == walk.client.profile:
        return
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()[:8]
    walk.say(f"profile {name} ({digest}) differs from the client's: download")
    refusal = download_refusal(walk.router)
    if refusal:
        raise StageFailed(f"{_DOWNLOADER}: {refusal}")


def download_refusal(router: Router) -> str | None:
    """Why the download through the tunnel, by TLS, would fail: SSL policy and profile (the appendix)."""
    policies = [n for n in router.running.find("crypto ssl policy") if n.has("no shutdown")]
    if not policies:
        return "no crypto ssl policy is up"
    for policy in policies:
        reason = _policy_refusal(router, policy)
        if reason:
            return reason
    names = {name_of(policy) for policy in policies}
    profiles = router.running.find("crypto ssl profile")
    if not any(p.has(f"match policy {name}") for p in profiles for name in names):
        return "no crypto ssl profile matches the policy"
    return None


def _policy_refusal(router: Router, policy: Node) -> str | None:
    words = (policy.value("ip address local") or "").split()
    if not words:
        return "the SSL policy has no local address"
    if not any(i.address == words[0] and i.up for i in interfaces(router)):
        return f"{words[0]} of the SSL policy is on no interface that is up"
    trustpoint = (policy.value("pki trustpoint") or "").split()
    certificate = router.pki.identity(trustpoint[0]) if trustpoint else None
    if certificate is None or router.pki.key_of(certificate) is None:
        return "the SSL policy has no trustpoint with certificate and key"
    if router.running.has("ip http secure-server") and router.quirks.ssl_with_https_crashes:
        # The document: both together, and an incoming connection, can crash the device.
        router.reload()
        return "the router crashed (HTTPS server and SSL policy together)"
    return None


def _is_old(version: str) -> bool:
    return tuple(int(part) for part in version.split(".")[:2]) < (4, 9)


def _offered(transform: TransformSet, *, modern: bool) -> bool:
    if any(word.startswith("ah-") or word in ("esp-null", "esp-seal") for word in transform.transforms):
        return False
    if not modern:
        return True
    weak = transform.transforms[0] in _OLD_CIPHERS or "esp-md5-hmac" in transform.transforms
    return not weak
