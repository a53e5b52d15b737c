"""A section says which of its lines hold secrets; whatever a router holds, no value of it or of ours is ever shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, DictLoader

from commands.drift.text import drift_text
from flexvpn.base.credentials import Credentials, fill, token_name
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.drift.comparison import Drift, find_drift
from flexvpn.ios.claims import LinePrefix, Whole
from flexvpn.ios.config import parse
from flexvpn.ios.passwords import SECRET, Shown
from flexvpn.ios.secret_lines import SecretLine
from flexvpn.planning.planner import build_plan
from flexvpn.planning.push import Bundle, new_record, not_kept, withheld
from flexvpn.report.document import Entry, document
from flexvpn.report.junit import junit_of_drift
from flexvpn.report.layout import plain
from flexvpn.report.markdown import markdown
from flexvpn.report.page import page
from flexvpn.report.plan_text import plan_text
from flexvpn.report.prometheus import metrics
from flexvpn.report.results import PlanResult
from flexvpn.router.inspection import Inspection, Observation
from flexvpn.router.materials import Materials
from flexvpn.router.record import Record, recorded
from flexvpn.router.unsaved import COMMAND as UNSAVED
from flexvpn.sections import intended
from flexvpn.sections.headend import Headend
from flexvpn.sections.intended import render
from flexvpn.sections.section import Ref, Section
from tests.builders import headend
from tests.effort import effort
from tests.sections.paper_router import PaperRouter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flexvpn.planning.plan import Plan

NOW = datetime(2026, 11, 24, 3, 7, tzinfo=UTC)
TEAM_KEY = Secret("team-key")
CLEAR, TYPE_7, OTHER_TYPE_7, TYPE_6 = "cisco", "0822455D0A16", "094F471A1A0A0E", "UfeBVAhMHLQJOaWSDPEQKaPZAAB"


class Radius(Section):
    """A RADIUS server, with the key that router and server share."""

    template = "radius.j2"
    owns = {"radius server": (Whole("radius server {name}"),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    secrets = (SecretLine(("radius server ", "key ")),)
    name: str = "ISE"
    key: SecretRef | None

    def defines(self) -> frozenset[Ref]:
        """The server."""
        return frozenset({Ref("radius server", self.name)})


class Uncommon(Section):
    """A secret in words that no other line of IOS-XE has: nothing but the section knows it for one."""

    template = "uncommon.j2"
    owns = {"uncommon": (LinePrefix("word of honour "),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    secrets = (SecretLine(("word of honour ",)),)
    word: SecretRef

    def defines(self) -> frozenset[Ref]:
        """The word."""
        return frozenset({Ref("uncommon")})


TEMPLATE = """\
radius server {{ name }}
 address ipv4 10.0.0.5 auth-port 1812 acct-port 1813
{% if key %}
 key 0 {{ key | secret }}
{% endif %}
"""


class WithRadius(Headend):
    """A headend of a later day."""

    radius: Radius | None = None
    uncommon: Uncommon | None = None


@pytest.fixture(autouse=True)
def _template(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = intended._environment()
    loaders = [
        DictLoader({"radius.j2": TEMPLATE, "uncommon.j2": "word of honour 0 {{ word | secret }}\n"}),
        environment.loader,
    ]
    monkeypatch.setattr(environment, "loader", ChoiceLoader([loader for loader in loaders if loader]))


def with_radius(key: str | None = "env:RADIUS", **more: Any) -> WithRadius:  # noqa: ANN401 - fields of the headend
    return WithRadius.model_validate(
        {**dict(headend(**more)), "radius": {"key": key}, "uncommon": {"word": "env:WORD"}}
    )


def materials(clear: str = CLEAR) -> Materials:
    references = tuple(map(SecretRef.parse, ("env:RADIUS", "env:TEST", "env:WORD")))
    secrets = (Secret(clear), Secret("of-a-user"), Secret("of-honour"))
    values = dict(zip(map(token_name, references), secrets, strict=True))
    names = {token_name(reference): str(reference) for reference in references}
    return Materials(credentials=Credentials(values, TEAM_KEY), references=names)


def server(key: str = "") -> str:
    line = f" key {key}\n" if key else ""
    return f"radius server ISE\n address ipv4 10.0.0.5 auth-port 1812 acct-port 1813\n{line}"


def router(text: str, record: Record | None = None) -> Observation:
    return Observation(release=headend().release, config=parse(text), record=record)


def lines(plan: Plan) -> list[str]:
    """What a plan says of the server."""
    return [
        line
        for step in plan.steps
        for part in getattr(step, "parts", ())
        if part.section == "radius"
        for line in part.lines
    ]


def record_of(plan: Plan, intent: Headend, seen: Observation) -> Record:
    bundle = Bundle(intent, materials(), now=lambda: NOW, tool_version="1")
    return new_record(plan, bundle, seen)


def test_a_server_that_is_not_there_comes_with_a_placeholder_for_its_key() -> None:
    plan = build_plan(with_radius(), materials(), router(""))
    placeholder = f"<secret:{token_name(SecretRef.parse('env:RADIUS'))}>"
    assert lines(plan) == [
        "radius server ISE",
        " address ipv4 10.0.0.5 auth-port 1812 acct-port 1813",
        f" key 0 {placeholder}",
    ]
    assert "key 0 env:RADIUS (fp:" in plain(plan_text(plan))
    assert CLEAR not in plan.model_dump_json() + plain(plan_text(plan))


@pytest.mark.parametrize("shown", [f"0 {CLEAR}", CLEAR, f"7 {TYPE_7}"])
def test_a_key_that_is_the_intended_one_needs_nothing_however_the_router_shows_it(shown: str) -> None:
    assert lines(build_plan(with_radius(), materials(), router(server(shown)))) == []


def test_a_key_of_type_6_is_known_by_what_was_sent_last() -> None:
    intent, seen = with_radius(), router(server(f"6 {TYPE_6}"))
    first = build_plan(intent, materials(), seen)
    assert lines(first)[1].startswith(" key 0 <secret:")
    informed = materials().knowing(record_of(first, intent, seen))
    assert lines(build_plan(intent, informed, seen)) == []
    another = materials("another").knowing(record_of(first, intent, seen))
    assert lines(build_plan(intent, another, seen)) != []


@pytest.mark.parametrize(
    "shown", [f"7 {OTHER_TYPE_7}", "0 somebody's", f"6 {TYPE_6}", "5 $1$mERr$hx5rVt7rPNoS4wqb"]
)
def test_another_key_is_replaced_by_one_line_and_not_shown(shown: str) -> None:
    plan = build_plan(with_radius(), materials(), router(server(shown)))
    assert [line.split("<")[0] for line in lines(plan)] == ["radius server ISE", " key 0 "]
    told = plain(plan_text(plan))
    assert "key 0 env:RADIUS (fp:" in told
    for text in (plan.model_dump_json(), PlanResult.of(plan).model_dump_json(), told):
        assert shown.split(" ", 1)[1] not in text
        assert CLEAR not in text


def test_the_plan_says_what_kind_of_key_goes_and_not_which() -> None:
    plan = build_plan(with_radius(), materials(), router(server(f"7 {OTHER_TYPE_7}")))
    assert "in place of: key 7 <secret withheld>" in plain(plan_text(plan))


def test_a_key_that_leaves_the_intent_is_taken_away_as_the_router_shows_it() -> None:
    intent, seen = with_radius(key=None), router(server(f"7 {OTHER_TYPE_7}"))
    plan = build_plan(intent, materials(), seen)
    bundle = Bundle(intent, materials(), now=lambda: NOW, tool_version="1")
    assert OTHER_TYPE_7 not in plan.model_dump_json() + plain(plan_text(plan))
    assert "no key 7 <secret withheld>" in plain(plan_text(plan))
    sent = fill("\n".join(lines(plan)), withheld(plan, bundle, seen))
    assert sent == f"radius server ISE\n no key 7 {OTHER_TYPE_7}"


def test_a_router_that_took_the_plan_needs_nothing_more() -> None:
    intent = with_radius()
    paper = PaperRouter(server(f"7 {OTHER_TYPE_7}"))
    plan = build_plan(intent, materials(), router(paper.text()))
    paper.take(tuple(fill(line, materials().credentials.values) for line in lines(plan)))
    assert paper.text() == server(f"0 {CLEAR}")
    assert lines(build_plan(intent, materials(), router(paper.text()))) == []
    assert lines(build_plan(intent, materials("rotated"), router(paper.text()))) == lines(plan)


def drift_of(intent: Headend, given: Materials, seen: Observation, unsaved: str = "") -> Drift:
    answers = {UNSAVED: f"!Contextual Config Diffs:\n{unsaved}"} if unsaved else {}
    return find_drift(intent, given, Inspection("edge", seen, answers), NOW)


def outputs(drift: Drift) -> Iterator[str]:
    """Everything that a drift is told in."""
    entry = Entry[Drift](headend="edge", verdict="ok", exit_code=0, result=drift)
    fleet = document("drift", "0", NOW, (entry,), Drift)
    yield drift.model_dump_json()
    yield plain(drift_text(drift))
    yield from (render_all(fleet) for render_all in (page, markdown, junit_of_drift, metrics))


def test_a_changed_key_is_drift_and_no_output_shows_it() -> None:
    drift = drift_of(with_radius(), materials(), router(server(f"7 {OTHER_TYPE_7}")))
    assert [
        line.split("<")[0] for part in drift.sections if part.section == "radius" for line in part.lines
    ] == [
        "radius server ISE",
        " key 0 ",
    ]
    assert not [text for text in outputs(drift) if OTHER_TYPE_7 in text or CLEAR in text]
    assert ("radius", "radius server ISE / key 0 a secret") in drift.differences()


def test_without_a_fingerprint_key_no_digest_is_made_of_a_secret() -> None:
    """Nobody can then try passwords against a plan that is passed around."""
    unkeyed = replace(materials(), credentials=replace(materials().credentials, key=None))
    one, other = (
        build_plan(with_radius(), unkeyed, router(server(f"7 {key}")))
        for key in (OTHER_TYPE_7, "13061E010803")
    )
    assert one.basis == other.basis
    keyed = (
        build_plan(with_radius(), materials(), router(server(f"7 {key}")))
        for key in (OTHER_TYPE_7, "13061E010803")
    )
    assert len({plan.basis for plan in keyed}) == 2


def test_a_line_whose_value_nobody_can_read_is_known_by_what_was_sent_alone() -> None:
    line = SecretLine(("license ", "token "), shown=(Shown.UNREADABLE,))
    ours, theirs = (
        line.spot("token <secret:0123456789ab>", "license x"),
        line.spot("token 0 abc", "license x"),
    )
    assert ours is not None
    assert theirs is not None
    credentials = Credentials({"0123456789ab": Secret("abc")}, TEAM_KEY)
    assert not ours.same(theirs, credentials)
    assert ours.same(
        theirs, replace(credentials, sent={"0123456789ab": credentials.fingerprint("0123456789ab")})
    )


def test_a_salted_digest_is_made_again() -> None:
    line = SecretLine(("enable secret ",), shown=SECRET)
    digest = "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"
    ours, theirs = line.spot("enable secret 0 <secret:0123456789ab>"), line.spot(f"enable secret 9 {digest}")
    assert ours is not None
    assert theirs is not None
    assert ours.same(theirs, Credentials({"0123456789ab": Secret("hashcat")}))
    assert not ours.same(theirs, Credentials({"0123456789ab": Secret("hashdog")}))


def test_what_follows_the_value_tells_one_place_from_another() -> None:
    line = SecretLine(("crypto isakmp key ",), after=r" address \S+")
    one, other = (
        line.spot(f"crypto isakmp key 7 {TYPE_7} address {peer}") for peer in ("192.0.2.1", "192.0.2.2")
    )
    assert one is not None
    assert other is not None
    assert one.value == f"7 {TYPE_7}"
    assert one.place != other.place


# ------------------------------------------------------------------------------ any running configuration
SECRETS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=12, max_size=20).map(lambda text: f"zq{text}")
"""Long and odd enough to stand in no output by chance."""
TYPES = st.sampled_from(["", "0 ", "5 ", "6 ", "7 ", "8 ", "9 "])
WITHIN = (
    "ppp chap password {}",
    "authentication remote pre-share key {}",
    "authentication local pre-share key {}",
    "ip ospf authentication-key {}",
    "ip ospf message-digest-key 1 md5 {}",
    "ip nhrp authentication {}",
    "standby 1 authentication {}",
    "standby 1 authentication md5 key-string {}",
    "key {}",
    "password {}",
)
FOREIGN = (
    "radius server X\n address ipv4 10.0.0.6 auth-port 1812 acct-port 1813\n key {}\n",
    "radius server ISE\n key {}\n",
    "tacacs server Y\n key {}\n",
    "tacacs-server key {}\n",
    "snmp-server community {} RO\n",
    "crypto isakmp key {} address 0.0.0.0\n",
    "enable secret {}\n",
    "username eve password {}\n",
    "username eve privilege 0 secret {}\n",
    "username test password {}\n",
    "username test privilege 1 secret {}\n",
    "username gone password {}\n",
    "username gone autocommand logout\nusername gone common-criteria-policy P password {}\n",
    "word of honour {}\n",
    "ntp authentication-key 1 md5 {} 7\n",
    "aaa authentication login a-eap-authen-local group DUO\nradius-server key {}\n",
    "crypto ikev2 keyring K\n peer P\n  pre-shared-key {}\n",
    "line vty 0 4\n password {}\n access-class {} in\n",
)
EVERYTHING: Mapping[str, Any] = {
    "local_users": {
        "lockout_max_fail": 5,
        "vty": {"autocommand_logout": True},
        "users": [{"name": "test", "password": "env:TEST"}],
    },
    "authorization_policies": [{"dns": ["10.0.1.1"], "banner": "your password is yours alone"}],
    "ikev2_proposals": [{}],
    "ikev2_policy": {},
    "nat": {},
    "profile_download": {},
}
_one_in_ten = st.integers(0, 9)
_within, _foreign = st.sampled_from(WITHIN), st.lists(st.sampled_from(FOREIGN), max_size=6)


@st.composite
def running_configs(draw: st.DrawFn, intent: Headend) -> tuple[str, list[str]]:
    """A router near the intent: some lines gone, foreign ones anywhere, each with a secret; and those secrets."""
    secrets: list[str] = []

    def secret() -> str:
        secrets.append(draw(SECRETS))
        return draw(TYPES) + secrets[-1]

    text = ""
    for block in parse(fill(render(intent).text(), materials().credentials.values)):
        if not draw(_one_in_ten):
            continue
        text += f"{block.line}\n"
        text += "".join(f" {child}\n" for child in block.children if draw(_one_in_ten))
        if block.children and draw(_one_in_ten) % 2:
            text += f" {draw(_within).format(secret())}\n"
    for line in draw(_foreign):
        text += line.replace("{}", secret(), 1).replace("{}", "10")
    return text, secrets


def _told(intent: Headend, text: str) -> Iterator[str]:
    """All that is said of a router that holds this text, once as a new one and once as one of ours."""
    refs = [ref for _, section in intent.sections() for ref in section.defines()]
    ours = [*refs, Ref("user", "gone"), Ref("radius server", "X"), Ref("loopback", "7")]
    for record in (None, Record(tool_version="1", pushed_at=NOW, plan_digest="", objects=recorded(ours))):
        seen = router(text, record)
        plan = build_plan(intent, materials(), seen)
        yield plan.model_dump_json()
        yield PlanResult.of(plan).model_dump_json()
        yield plain(plan_text(plan))
        added = "".join(f"+{line}\n" for line in text.splitlines())
        yield from outputs(drift_of(intent, materials(), seen, added))
        bundle = Bundle(intent, materials(), now=lambda: NOW, tool_version="1")
        yield from not_kept(plan, bundle, seen)
        yield record_of(plan, intent, seen).model_dump_json()
        yield repr((plan, bundle, withheld(plan, bundle, seen)))


def _seen_in(secrets: Iterable[str], texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(secret, text) for text in texts for secret in secrets if secret in text]


@effort(0.5)
@given(st.data())
def test_no_secret_of_a_router_or_of_ours_stands_in_anything_that_is_said_of_it(data: st.DataObject) -> None:
    more = {} if data.draw(st.booleans()) else EVERYTHING
    intent = with_radius(**more)
    text, secrets = data.draw(running_configs(intent))
    assert _seen_in([*secrets, "of-a-user", "of-honour", f"0 {CLEAR}"], _told(intent, text)) == []


@effort(0.5)
@given(st.data())
def test_what_is_sent_repeats_the_routers_own_lines_to_the_byte(data: st.DataObject) -> None:
    """A placeholder of the router's own is filled with what it shows: every line that is taken away was there."""
    intent = with_radius()
    text, _ = data.draw(running_configs(intent))
    seen = router(text)
    plan = build_plan(intent, materials(), seen)
    bundle = Bundle(intent, materials(), now=lambda: NOW, tool_version="1")
    values = {**materials().credentials.values, **withheld(plan, bundle, seen)}
    there = {line.strip() for block in seen.config for line in (block.line, *block.children)}
    for line in plan.lines:
        if "<withheld:" in line:
            assert fill(line, values).strip().removeprefix("no ") in there


def test_a_value_that_is_withheld_is_named_by_its_place_and_never_by_itself() -> None:
    """From a digest of it somebody could guess it."""
    intent = with_radius(key=None)
    plans = [build_plan(intent, materials(), router(server(f"7 {key}"))) for key in (TYPE_7, OTHER_TYPE_7)]
    assert lines(plans[0]) == lines(plans[1])
    assert plans[0].digest() != plans[1].digest()


def test_the_schema_of_a_plan_is_as_before() -> None:
    plan = build_plan(with_radius(), materials(), router(server(f"7 {OTHER_TYPE_7}")))
    names = set(json.loads(plan.model_dump_json())["fingerprints"])
    assert names == {token_name(SecretRef.parse(text)) for text in ("env:RADIUS", "env:TEST", "env:WORD")}
