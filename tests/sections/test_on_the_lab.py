"""Sections against the simulated router: what they send is taken, reads back as the same, and is missed when gone.

No SSH here: lines are typed at the simulated console.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flexvpn.base.credentials import Credentials, fill, token_name
from flexvpn.base.secrets import Secret
from flexvpn.base.values import Release
from flexvpn.ios.claims import owned
from flexvpn.ios.config import Config, parse
from flexvpn.planning.planner import build_plan
from flexvpn.router.inspection import Observation
from flexvpn.router.materials import Materials
from flexvpn.router.record import Record, recorded
from flexvpn.sections.headend import Headend
from lab.quirks import Quirks
from lab.render import running_config
from lab.router import Router
from stores.inventory import load_inventory
from tests.builders import headend
from tests.lab.vpn import document

pytestmark = pytest.mark.slow

EXAMPLE = load_inventory(Path(__file__).parents[2] / "inventory")
PASSWORD = "cisco123"
# Plain words of the console that say nothing bad.
HARMLESS = ("% Importing pkcs12", "% The CA cert is not self-signed", "% Do you also want", "% the hierarchy")

EVERYTHING = headend(
    release="17.9.4",
    administration={"ssh_version": 2},
    local_users={
        "lockout_max_fail": 5,
        "vty": {"autocommand_logout": True},
        "users": [
            {"name": "test", "password": "env:TEST"},
            {"name": "bob", "secret": "$9$2MJBozw/9R3UsU$9uT31WZUxVajKXJuDg4syhLhRsubdVy4HN.y08KF9rc"},
        ],
    },
    trustpoint={"pkcs12": "a.p12", "passphrase": "env:P12", "revocation_check": "none"},
    address_pools=[
        {"ranges": ["192.168.10.5 192.168.10.10", "192.168.10.20"]},
        {"name": "staff", "ranges": ["192.168.20.1"]},
    ],
    access_lists=[
        {
            "name": "NAT",
            "type": "extended",
            "entries": [
                {"source": "192.168.10.0/24", "action": "deny", "destination": "10.0.0.0/8"},
                {"source": "192.168.10.0/24"},
            ],
        },
        {
            "name": "split_tunnel",
            "type": "standard",
            "entries": [{"source": "10.0.0.0/8"}, {"source": "172.16.5.9/32"}],
        },
    ],
    authorization_policies=[
        {
            "dns": ["10.0.1.1", "10.0.1.2"],
            "netmask": "255.255.255.0",
            "def_domain": "example.com",
            "split_dns": ["example.com", "example.net"],
            "banner": "Authorised users only",
            "wins": ["10.0.1.3"],
            "session_lifetime": 36000,
            "pfs": True,
            "split_tunnel": "split_tunnel",
        }
    ],
    ikev2_proposals=[
        {},
        {"name": "gcm", "encryption": ["aes-gcm-256"], "prf": ["sha512"], "integrity": [], "groups": [20]},
    ],
    ikev2_policy={"proposals": ["gcm", "IKEv2-prop1"]},
    ikev2_profile={"dpd": {"interval": 60, "retry": 5}, "identity": "staff"},
    nat={},
    profile_download={},
)
INTENTS = {
    "edge-split": EXAMPLE.hosts["edge-split"].headend,
    "edge-full": EXAMPLE.hosts["edge-full"].headend,
    "everything": EVERYTHING,
}
by_intent = pytest.mark.parametrize("intent", INTENTS.values(), ids=list(INTENTS))


def _router(intent: Headend, quirks: Quirks | None = None) -> Router:
    router = document.router("", release=str(intent.release), quirks=quirks)
    router.configure(
        f"crypto pki import {intent.trustpoint.name} pkcs12 bootflash:IKEv2-TP.p12 password {document.PASSPHRASE}"
    )
    return router


def _secrets(intent: Headend) -> dict[str, Secret]:
    return {token_name(user.password): Secret(PASSWORD) for user in intent.local_users.users if user.password}


def _lines(
    intent: Headend, router: Router, record: Headend | None = None, sent: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What a plan would send to the router as it is now; ``sent`` is what it took and may not show."""
    refs = [ref for _, section in (record or intent).sections() for ref in section.defines()]
    observation = Observation(
        release=Release.model_validate(str(router.release)),
        config=parse(running_config(router)),
        taken=frozenset(sent),
        record=Record(tool_version="0", pushed_at=document.NOW, plan_digest="", objects=recorded(refs)),
    )
    return build_plan(intent, Materials(credentials=Credentials(_secrets(intent))), observation).lines


def _apply(intent: Headend, router: Router, lines: tuple[str, ...]) -> list[str]:
    """Type the lines; what the router complains about comes back."""
    reply = router.configure(fill("\n".join(lines), _secrets(intent)))
    return [
        line
        for line in reply.splitlines()
        if line.startswith(("%", "ERROR")) and not line.startswith(HARMLESS)
    ]


def _own(intent: Headend, router: Router) -> Config:
    claims = [claim for _, section in intent.sections() for claim in section.claims(section.defines())]
    return owned(parse(running_config(router)), claims)


@by_intent
@pytest.mark.parametrize("seed", range(8))
def test_a_router_takes_everything_and_then_needs_nothing(intent: Headend, seed: int) -> None:
    quirks = Quirks.random(random.Random(seed)) if seed else None  # noqa: S311 - a seed, no secret
    router = _router(intent, quirks)
    sent = _lines(intent, router)
    assert _apply(intent, router, sent) == []
    assert _lines(intent, router, sent=sent) == ()


@by_intent
def test_every_line_that_somebody_takes_away_is_missed_and_put_back(intent: Headend) -> None:
    router = _router(intent)
    _apply(intent, router, _lines(intent, router))
    tried = 0
    for block in _own(intent, router):
        for child in ("", *block.children):
            shared = block.line.startswith(
                ("line vty", "archive", "interface Gigabit", "crypto pki trustpoint")
            )
            if (not child and shared) or block.line == "aaa new-model":
                continue
            line = child or block.line
            gone = line.removeprefix("no ") if line.startswith("no ") else f"no {line}"
            router.configure(f"{block.line}\n {gone}" if child else gone)
            lines = _lines(intent, router)
            if lines == ():
                # The simulated router keeps such a line by itself.
                assert line in running_config(router), f"nobody missed {block.line} / {child}"
                continue
            tried += 1
            assert _apply(intent, router, lines) == [], f"after {block.line} / {child}"
            assert _lines(intent, router) == (), f"after {block.line} / {child}"
    assert tried > 30


@by_intent
def test_what_leaves_the_intent_leaves_the_router_and_nothing_else_does(intent: Headend) -> None:
    router = _router(intent)
    before = _router(intent)
    _apply(intent, router, _lines(intent, router))
    other = headend(
        release=str(intent.release),
        local_users={"users": []},
        trustpoint=intent.trustpoint,
        administration=intent.administration,
        aaa={"authentication_list": "a", "authorization_list": "b"},
        address_pools=[{"name": "p", "ranges": ["192.168.77.1"]}],
        access_lists=[],
        authorization_policies=[{"name": "policy", "pool": "p"}],
        anyconnect_profile={"name": "other", "client": intent.anyconnect_profile.client},
        ikev2_profile={
            "name": "other",
            "authentication_list": "a",
            "authorization_list": "b",
            "authorization_policy": "policy",
            "virtual_template": 7,
            "anyconnect_profile": "other",
        },
        ipsec={"transform_set": "other", "profile": "other", "ikev2_profile": "other"},
        loopback={"number": 7, "address": "10.0.0.7"},
        virtual_template={"number": 7, "loopback": 7, "ipsec_profile": "other"},
    )
    assert _apply(other, router, _lines(other, router, record=intent)) == []
    assert _lines(other, router, record=intent) == ()
    kept = parse(running_config(router))
    for _, section in intent.sections():
        refs = section.defines() - {ref for _, new in other.sections() for ref in new.defines()}
        assert not owned(kept, [claim for claim in section.claims(refs) if "trustpoint" not in claim.text]), (
            section
        )
    ours = f"crypto pki trustpoint {intent.trustpoint.name}"
    for block in parse(running_config(before)):
        if block.line == ours:
            continue
        if block.line.startswith(("interface Giga", "crypto pki trustpoint", "line ", "hostname")):
            left = kept.block(block.line)
            assert left is not None
            assert set(block.children) - set(left.children) <= {"login local"}, block.line
