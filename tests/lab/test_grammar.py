"""Every row of the grammar: what its syntax allows is understood, kept, printed, and read back the same."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.engine import grammar
from lab.grammar import MODES, ROWS, Row, Shows, programs
from lab.program import Element, Program
from lab.router import Router
from lab.session import Session
from lab.syntax import Match, Problem

HEADERS = {
    "config-if": "interface Loopback5",
    "config-line": "line vty 0 4",
    "config-archive": "archive",
    "config-attr-list": "aaa attribute list L",
    "ca-trustpoint": "crypto pki trustpoint T",
    "config-ikev2-author-policy": "crypto ikev2 authorization policy A",
    "config-ikev2-proposal": "crypto ikev2 proposal P",
    "config-ikev2-policy": "crypto ikev2 policy P",
    "config-ikev2-profile": "crypto ikev2 profile P",
    "config-ikev2-cluster": "crypto ikev2 cluster",
    "cfg-crypto-trans": "crypto ipsec transform-set TS esp-gcm 256",
    "ipsec-profile": "crypto ipsec profile X",
    "config-crypto-ssl-policy": "crypto ssl policy S",
    "config-crypto-ssl-profile": "crypto ssl profile S",
}
# What these store depends on more than their words: keys, digests, other lines, or text that follows.
SPECIAL = frozenset({
    "acl", "acl_number", "banner", "chain", "chain_certificate", "config_key", "ignore", "interface", "ip_address",
    "key_string", "line", "local_pool", "password_encryption", "policy_banner", "http_secure_server",
    "enable_secret", "username",
})  # fmt: skip


RELEASE = "26.2.1"
WORDS = ("alpha", "beta7", "gamma-x")
FIXED = {
    "mask": "255.255.255.0",
    "iface": "GigabitEthernet2",
    "ifacetype": "GigabitEthernet",
    "ifacenum": "2",
    "hex": "0A1B",
    "month": "Mar",
    "weekday": "Sun",
    "hours": "-3",
    "hh:mm": "2:00",
    "hh:mm:ss": "2:00:00",
}


def word(element: Element, rng: random.Random) -> str:
    kind = element.kind
    if not kind:
        return element.text
    if kind in FIXED:
        return FIXED[kind]
    if kind == "ip":
        return f"198.51.{rng.randrange(100)}.{rng.randrange(1, 250)}"
    if kind in ("word", "line"):
        return rng.choice(WORDS)
    low, _, high = kind.partition("-")
    return str(rng.randrange(int(low), int(high) + 1))


def example(program: Program[Row], rng: random.Random) -> str:
    state = 0
    words: list[str] = []
    while True:
        if program.final[state] and (not program.edges[state] or rng.random() < 0.5 or len(words) > 12):
            return " ".join(words)
        element, state = rng.choice(program.edges[state])
        words.append(word(element, rng))


def examples(mode: str, seed: int, *, without: frozenset[str] = frozenset()) -> list[tuple[Row, str]]:
    rng = random.Random(seed)  # noqa: S311 - examples, no secrets
    return [(p.tag, example(p, rng)) for p in programs(mode) if p.tag.effect not in without]


@pytest.mark.parametrize("mode", sorted(MODES))
def test_what_a_row_allows_is_understood_and_its_beginnings_crash_nothing(mode: str) -> None:
    here = grammar(mode, negated=False)
    for seed in range(2):
        for _, line in examples(mode, seed):
            assert isinstance(here.match(line), Match), line
            words = line.split()
            for count in range(1, len(words)):
                part = here.match(" ".join(words[:count]))
                assert isinstance(part, Match) or part.kind in ("incomplete", "ambiguous", "invalid"), line


@pytest.mark.parametrize("mode", ["config", *HEADERS])
@settings(max_examples=2)
@given(seed=st.integers(0, 2**16))
def test_what_a_mode_allows_is_printed_and_loads_again(mode: str, seed: int) -> None:
    lines = [f" {line}" for _, line in examples(mode, seed, without=SPECIAL)]
    entered = [line.strip() for line in lines] if mode == "config" else [HEADERS[mode], *lines]
    first = router_with_blocks()
    assert first.configure("\n".join(entered), source="boot") == ""
    shown = body(first)
    second = unshielded()
    assert second.configure("\n".join(shown), source="boot") == ""
    assert body(second) == shown


@pytest.mark.parametrize("mode", ["config", *HEADERS])
def test_a_line_entered_again_changes_nothing_and_its_negation_takes_it_away(mode: str) -> None:
    bare = body(router_with_blocks())
    for row, line in examples(mode, 1, without=SPECIAL):
        head = [] if mode == "config" else [HEADERS[mode]]
        router = router_with_blocks()
        router.configure("\n".join([*head, line]), source="boot")
        entered = body(router)
        router.configure("\n".join([*head, line]), source="boot")
        assert body(router) == entered, line
        if row.shows is Shows.SET and row.effect != "revocation_check" and entered != bare:
            router.configure("\n".join([*head, f"no {line}"]), source="boot")
            assert body(router) != entered, line


def unshielded() -> Router:
    """A router that takes every algorithm that there is."""
    router = Router("R1", RELEASE)
    router.shield_disabled = True
    return router


def router_with_blocks() -> Router:
    router = unshielded()
    names = [f"crypto ipsec transform-set {name} esp-gcm 256" for name in WORDS]
    router.configure("\n".join([*HEADERS.values(), *names, "interface GigabitEthernet2"]), source="boot")
    return router


def body(router: Router) -> list[str]:
    text = router.execute("show running-config").split(" bytes\n", 1)[1]
    return [line for line in text.splitlines() if line and not line.startswith("!")]


def test_every_mode_that_a_row_enters_exists() -> None:
    assert {row.enters for row in ROWS if row.enters} <= MODES.keys()
    assert {row.mode for row in ROWS} <= MODES.keys()


def test_every_effect_that_a_row_names_exists() -> None:
    from lab.effects import EFFECTS

    assert {row.effect for row in ROWS if row.effect} == EFFECTS.keys()


@given(st.text(alphabet="abcdeinoprst -.?|{}[]<>19^", max_size=40))
def test_no_line_breaks_the_parser(line: str) -> None:
    from lab.dialogue import run_dialogue
    from lab.shell import shell_line

    router = Router("R1", "17.9.4")
    for session in (Session(), Session(privilege=1)):
        run_dialogue(shell_line(router, session, line, 3))
    run_dialogue(router.apply(Session(), line))
    assert isinstance(grammar("config", negated=False).match(line), (Match, Problem))
