"""Every check by name, in the order in which a log-in depends on them."""

from __future__ import annotations

from typing import Final

from flexvpn.checks import (
    addresses,
    certificate,
    files,
    hardware,
    ikev2,
    listeners,
    offers,
    revocation,
    sessions,
    shell,
    users,
)
from flexvpn.checks.check import Check
from flexvpn.facts import (
    certificates,
    clock,
    crypto_session,
    ikev2_sa,
    ikev2_stats,
    interfaces,
    local_pool,
    ssl,
    version,
)
from flexvpn.facts.aaa import read_lockout

_CERTIFICATES = (certificates.read.command,)
_DATES = (certificates.read.command, clock.read.command)
_INTERFACES = (interfaces.read.command,)
_SESSIONS = (crypto_session.read.command,)
_USERS = (*_SESSIONS, ikev2_sa.read.command)

CHECKS: Final = (
    Check(
        "certificate-present",
        "trustpoint",
        "a certificate is there",
        certificate.present,
        _CERTIFICATES,
        gate=True,
    ),
    Check(
        "certificate-dates",
        "trustpoint",
        "it is in date, and stays so",
        certificate.in_date,
        _DATES,
        gate=True,
    ),
    Check(
        "certificate-chain",
        "trustpoint",
        "its chain ends at a root",
        certificate.chain,
        _CERTIFICATES,
        gate=True,
    ),
    Check(
        "certificate-name",
        "trustpoint",
        "it is for the clients' host name",
        certificate.host_name,
        _CERTIFICATES,
        gate=True,
    ),
    Check(
        "certificate-same", "trustpoint", "it is the one in the PKCS12 file", certificate.same, _CERTIFICATES
    ),
    Check(
        "certificate-usage",
        "trustpoint",
        "its key may sign for a server",
        certificate.usage,
        _CERTIFICATES,
        gate=True,
    ),
    Check(
        "revocation",
        "trustpoint",
        "what revocation-check asks can be reached",
        revocation.sources,
        _CERTIFICATES,
    ),
    Check("ec-keys", "", "no EC key can become the SSH host key", revocation.elliptic_keys, _CERTIFICATES),
    Check("clock", "", "the router knows what time it is", certificate.clock_right, _DATES),
    Check("aaa", "aaa", "the method lists exist", ikev2.method_lists, gate=True),
    Check("users", "local_users", "users are as intended", users.as_intended, gate=True),
    Check("users-known", "local_users", "nobody else has an account", users.no_strangers),
    # Of no section: a push that removes one user is not undone because another one, who should go too, is left.
    Check("users-ended", "", "nobody is left whose access has ended", users.ended),
    Check(
        "users-locked",
        "local_users",
        "nobody is locked out",
        sessions.locked_out,
        (read_lockout.command,),
        gate=True,
    ),
    Check("users-shell", "local_users", "VPN users get no shell on the router", shell.no_shell),
    Check("pool", "address_pools", "the pools exist", addresses.pools_exist, gate=True),
    Check(
        "pool-free",
        "address_pools",
        "addresses are free",
        addresses.pools_free,
        (local_pool.read.command,),
        gate=True,
    ),
    Check("pool-apart", "address_pools", "no other pool overlaps", addresses.pools_apart),
    Check(
        "authorization",
        "authorization_policies",
        "clients get what is intended",
        ikev2.authorization,
        gate=True,
    ),
    Check(
        "offers",
        "ikev2_proposals",
        "today's clients can negotiate, nothing is legacy",
        offers.proposals,
        gate=True,
    ),
    Check(
        "profile-file",
        "anyconnect_profile",
        "the client profile is the intended one",
        files.profile,
        gate=True,
    ),
    Check("ikev2-profile", "ikev2_profile", "the IKEv2 profile is complete", ikev2.complete, gate=True),
    Check(
        "ikev2-attached",
        "ikev2_profile",
        "IKEv2 profile, IPsec profile and template refer to one another",
        ikev2.attached,
        gate=True,
    ),
    Check("ikev2-alone", "", "no other profile takes our clients", ikev2.alone, gate=True),
    Check("dead-peers", "ikev2_profile", "dead peer detection is as intended", ikev2.dead_peers),
    Check("fragmentation", "ikev2_profile", "IKE fragmentation is as intended", ikev2.fragments),
    Check("http-off", "http", "the HTTP servers are off", listeners.http_servers),
    Check(
        "transform-set",
        "ipsec",
        "the transform set is the intended one, not legacy",
        offers.transforms,
        gate=True,
    ),
    Check(
        "hardware",
        "ipsec",
        "the hardware can install the transform set",
        hardware.installs,
        (version.read.command,),
        gate=True,
    ),
    Check("loopback-up", "loopback", "the loopback is up", addresses.loopback_up, _INTERFACES, gate=True),
    Check(
        "template-up",
        "virtual_template",
        "the template is as intended, and not shut down",
        addresses.template_up,
        _INTERFACES,
        gate=True,
    ),
    Check("nat", "nat", "traffic to the Internet is translated", addresses.translated),
    Check(
        "ssl-policy", "profile_download", "the SSL policy is configured, without HTTPS", listeners.ssl_policy
    ),
    Check(
        "ssl-up",
        "profile_download",
        "the SSL policy is up",
        listeners.ssl_up,
        (ssl.read_policies.command,),
    ),
    Check(
        "half-open",
        "",
        "no pile of half-open negotiations",
        sessions.negotiations,
        (ikev2_stats.read.command,),
    ),
    Check(
        "log-ins",
        "",
        "most log-ins succeed",
        sessions.authentications,
        (ikev2_stats.read_ext_service.command,),
    ),
    Check("session-address", "", "sessions have addresses of ours", sessions.addresses, _SESSIONS),
    Check("session-user", "", "sessions are of users of ours", sessions.users, _USERS),
    Check("session-interface", "", "a live interface is as the template says", sessions.interface, _SESSIONS),
)
"""One row per check: nothing else has to be edited when one is added."""
