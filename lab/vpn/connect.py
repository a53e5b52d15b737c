"""A log-in from its first stage to its last, and the session that it leaves on the router."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab import debugging
from lab.vpn import authorisation, stages, tunnel
from lab.vpn.settings import name_of
from lab.vpn.state import VpnSession
from lab.vpn.walk import Stage, StageFailed, Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.router import Router
    from lab.vpn.client import Client

STAGES: tuple[tuple[Stage, Callable[[Walk], None]], ...] = (
    (Stage.PROFILE, stages.client_profile),
    (Stage.REACH, stages.reach),
    (Stage.IKE_SA_INIT, stages.ike_sa_init),
    (Stage.IKE_PROFILE, stages.ike_profile),
    (Stage.LOCAL_AUTH, stages.local_auth),
    (Stage.SERVER_CERTIFICATE, stages.server_certificate),
    (Stage.AGGREGATE_AUTH, authorisation.aggregate_auth),
    (Stage.GROUP_AUTHORIZATION, authorisation.group_authorization),
    (Stage.USER_AUTHORIZATION, authorisation.user_authorization),
    (Stage.ADDRESS, authorisation.address),
    (Stage.VIRTUAL_TEMPLATE, tunnel.virtual_template),
    (Stage.IPSEC_PROFILE, tunnel.ipsec_profile),
    (Stage.IPSEC_SA, tunnel.ipsec_sa),
    (Stage.PROFILE_DOWNLOAD, tunnel.profile_download),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far one log-in came. `failed` is the stage that stopped it, with its `words`."""

    passed: tuple[Stage, ...]
    failed: Stage | None
    words: str
    debug: tuple[str, ...]
    session: VpnSession | None

    @property
    def connected(self) -> bool:
        """Whether a session is up."""
        return self.session is not None


def connect(router: Router, client: Client) -> Attempt:
    """Log in as a client would. The session then exists on the router until it is cleared or ages out."""
    walk = Walk(router, client, router.vpn.begin())
    router.vpn.totals["requests"] += 1
    passed: list[Stage] = []
    for stage, step in STAGES:
        try:
            step(walk)
        except StageFailed as failure:
            router.vpn.totals["rejected"] += 1
            _debug(walk, str(failure), authenticated=Stage.AGGREGATE_AUTH in passed)
            return Attempt(tuple(passed), stage, str(failure), tuple(walk.debug), None)
        passed.append(stage)
    _debug(walk, "", authenticated=True)
    return Attempt(tuple(passed), None, "", tuple(walk.debug), router.vpn.add(_session(walk)))


def connect_many(router: Router, client: Client, count: int) -> tuple[Attempt, ...]:
    """The same person from `count` machines; stops at the first that cannot connect."""
    attempts: list[Attempt] = []
    for number in range(count):
        attempts.append(connect(router, client.numbered(number) if number else client))
        if not attempts[-1].connected:
            break
    return tuple(attempts)


def _debug(walk: Walk, error: str, *, authenticated: bool) -> None:
    client = walk.client
    reply = f"<username>{client.user}</username><password>{client.password}</password>"
    attempt = debugging.Attempt(
        client.address,
        client.user,
        tuple(walk.debug),
        (f'IKEv2-PAK:EAP payload: <config-auth type="auth-reply"><auth>{reply}</auth></config-auth>',),
        error if error.startswith("IKEv2") else "",
        authenticated,
        _lists(walk),
    )
    debugging.log_in_attempt(walk.router, attempt)


def _lists(walk: Walk) -> tuple[str, str]:
    """The method lists that the IKEv2 profile names: for log-in, for the group."""
    if walk.profile is None:
        return "", ""
    login = walk.profile.value("aaa authentication anyconnect-eap") or "default"
    group = (walk.profile.value("aaa authorization group anyconnect-eap list") or "default").split()[0]
    return login, group


def _session(walk: Walk) -> VpnSession:
    if None in (walk.entry, walk.outside, walk.suite, walk.profile, walk.transform):
        raise AssertionError("every stage was passed")
    profile, outside, suite, transform, entry = (
        walk.profile,
        walk.outside,
        walk.suite,
        walk.transform,
        walk.entry,
    )
    assert profile and outside and suite and transform and entry  # noqa: S101, PT018 - for the type checker
    lifetime = walk.policy.value("session-lifetime") if walk.policy else None
    return VpnSession(
        tunnel_id=0,
        session_id=walk.session_id,
        ce_id=0,
        access=0,
        user=walk.client.user,
        key_id=entry.identity,
        local=outside.address or "",
        peer=walk.client.address,
        port=walk.client.port,
        address=walk.address,
        started=walk.router.clock.now(),
        suite=suite,
        transform=transform,
        profile=name_of(profile),
        ipsec_profile=walk.ipsec_profile,
        template=walk.template,
        pool=walk.pool,
        local_spi=0,
        remote_spi=0,
        spi_in=0,
        spi_out=0,
        outside=outside.name,
        dpd=profile.value("dpd"),
        lifetime=int(lifetime) if lifetime else None,
        routes=walk.routes,
    )
