from __future__ import annotations

import logging
import re
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from flexvpn.base.errors import (
    Busy,
    ConnectionLost,
    PlanStale,
    PreflightRefused,
    RolledBack,
    TransferCorrupted,
    Unreachable,
)
from flexvpn.ios.config import parse
from flexvpn.planning.plan import RemoveCertificate
from flexvpn.planning.preflight import prepare_lines
from flexvpn.planning.push import replan
from flexvpn.router.leftovers import leftovers
from flexvpn.router.record import read_record
from lab.fault import Refuse
from lab.quirks import Quirks
from lab.vpn.client import Client
from lab.vpn.connect import connect
from tasks.change import journal as journal_module
from tasks.change import prove as prove_module
from tasks.change import push_plan as push_module
from tasks.change import put_file as put_module
from tasks.change.merge_config import MergeDriver
from tasks.change.prepare_headend import prepare
from tasks.change.push_plan import push_plan
from tasks.read.inspect_headend import inspect_headend
from tasks.read.preflight import preflight
from tasks.session.link import Link
from tests import certificate_factory as certificates
from tests.builders import CLIENT
from tests.tasks.site import USER_PASSWORD, Site

if TYPE_CHECKING:
    from tasks.session.access import Access
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh

OURS = {"acvpn.xml", "headend.json"}
PREPARATION = ("terminal width", "terminal length", "show privilege", "exit")


def client(site: Site, port: int) -> Client:
    """Somebody with the profile, the password and our root."""
    return Client(
        user="test",
        password=USER_PASSWORD,
        profile=site.bundle.materials.files["acvpn.xml"],
        trust=(certificates.root().certificate,),
        port=port,
    )


def connected(site: Site, port: int = 50899) -> None:
    """A live session on the site's router."""
    attempt = site.lab.call(lambda: connect(site.router.router, client(site, port)))
    assert attempt.connected, attempt


def test_a_prepared_router_is_deployed_and_the_second_plan_is_empty_on(  # one name for all releases
    start: StartSite, release: str
) -> None:
    site = start(release)
    outcome = site.deploy()
    assert outcome.changed
    assert outcome.unfinished == ()
    assert all(finding.ok for finding in outcome.findings)
    assert not site.plan()
    assert site.files() == OURS
    startup = site.lab.call(lambda: site.router.router.startup)
    assert startup is not None
    assert "crypto ikev2 profile AnyConnect-EAP" in startup
    assert "file prompt quiet" not in site.running()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "release" in metafunc.fixturenames:
        metafunc.parametrize("release", ["16.9.2", "17.3.1", "17.9.4", "17.15.5", "26.2.1"])


def test_somebody_can_connect_after_a_deploy(start: StartSite) -> None:
    site = start()
    site.sections = {
        "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
        "ikev2_policy": {},
    }
    site.deploy()
    connected(site)


def test_a_fresh_router_is_prepared_and_then_deployed(start: StartSite, release: str) -> None:
    site = start(release, fresh=True)
    with pytest.raises(PreflightRefused) as refused:
        site.deploy()
    assert "SCP server is off" in str(refused.value)
    assert "archive path" in str(refused.value)
    link, bundle = site.link(), site.bundle
    before = inspect_headend(link, bundle.files)
    found = preflight(
        link, bundle.headend, replan(bundle, before.observation), before, bundle.now(), bundle.identities
    )
    prepare(link, prepare_lines(found))
    link.disconnect()
    site.deploy()
    assert not site.plan()


def test_a_first_deploy_sends_at_most_seventy_lines(start: StartSite) -> None:
    site = start("16.9.2")
    site.deploy()
    assert site.lab.call(lambda: site.router.router.counters.cli_lines) <= 70


def test_a_look_for_drift_asks_at_most_twelve_lines_with_six_beside_them(start: StartSite) -> None:
    site = start()
    site.deploy()
    already = len(site.lab.lines_received(site.name))
    site.plan()
    lines = site.lab.lines_received(site.name)[already:]
    beside = [line for line in lines if line.startswith(PREPARATION) or not line.strip()]
    assert len(beside) <= 6
    assert len(lines) - len(beside) <= 12


def test_no_number_of_lines_grows_with_users_and_pools(start: StartSite) -> None:
    site = start()
    names = [f"user{number}" for number in range(200)]
    site.sections = {
        "local_users": {"users": [{"name": name, "password": f"env:P_{name}"} for name in names]},
        "address_pools": [
            {"ranges": ["192.168.10.5 192.168.10.10"]},
            *(
                {"name": f"P{number}", "ranges": [f"10.77.{number}.1 10.77.{number}.9"]}
                for number in range(50)
            ),
        ],
    }
    site.passwords = {f"env:P_{name}": f"secret-of-{name}" for name in names}
    site.deploy()
    assert site.lab.call(lambda: site.router.router.counters.cli_lines) <= 70
    assert not site.plan()


def test_two_hundred_users_leave_in_one_merge_whatever_the_router_asks(start: StartSite) -> None:
    site = start()
    names = [f"user{number}" for number in range(200)]
    everybody = {"users": [{"name": name, "password": f"env:P_{name}"} for name in ("test", *names)]}
    site.passwords = {f"env:P_{name}": f"secret-of-{name}" for name in ("test", *names)}
    site.sections = {"local_users": everybody}
    site.deploy()
    site.sections = {"local_users": {"users": everybody["users"][:1]}}
    with pytest.raises(
        PreflightRefused, match="200 removals among 201 users, and no more than 10 are agreed to"
    ):
        site.deploy()
    site.deploy(max_delete=200)
    assert "username user" not in site.running()
    assert "username test " in site.running()


def test_a_deploy_with_nothing_to_do_changes_nothing(start: StartSite) -> None:
    site = start()
    site.deploy()
    writes = site.lab.call(lambda: site.router.router.flash.writes)
    running = site.running()
    outcome = site.deploy()
    assert not outcome.changed
    assert site.lab.call(lambda: site.router.router.flash.writes) == writes
    assert site.running() == running


def test_looking_at_a_router_writes_nothing(start: StartSite) -> None:
    site = start()
    before = site.lab.call(lambda: site.router.router.flash.writes), site.running()
    site.plan()
    assert (site.lab.call(lambda: site.router.router.flash.writes), site.running()) == before


def test_a_refused_line_rolls_everything_back(start: StartSite) -> None:
    site = start()
    before, files = site.running(), site.files()
    startup = site.lab.call(lambda: site.router.router.startup)
    refuse_one_line(site)
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert "Virtual-template config is locked" in failed.value.reply
    assert failed.value.state.startswith("as before the push")
    assert without_header(site.running()) == without_header(before)
    assert site.files() == files
    assert site.lab.call(lambda: site.router.router.startup) == startup
    assert "IKEv2-TP" not in site.lab.show("edge", "show crypto key mypubkey rsa")


def test_a_refused_line_is_named_where_the_router_does_not_say_which_one_it_was(start: StartSite) -> None:
    site = start(quirks=Quirks(copy_echoes_bad_line=False))
    refuse_one_line(site)
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert failed.value.what.startswith("the router refuses lines of the configuration:\n  - ")
    assert "interface Virtual-Template100 type tunnel; ip unnumbered Loopback100" in failed.value.what


def test_an_algorithm_of_yesterday_that_the_intent_asks_for_is_pushed_and_reported(start: StartSite) -> None:
    site = start()
    site.sections = {
        "ikev2_proposals": [{"integrity": ["sha1"], "groups": [19]}],
        "ikev2_policy": {},
        "ipsec": {"integrity": "esp-sha-hmac"},
    }
    outcome = site.deploy()
    assert {one.check for one in outcome.findings if not one.ok} == {"offers", "transform-set"}
    assert not site.plan()


RENAMED: dict[str, Any] = {
    "aaa": {"authentication_list": "authen", "authorization_list": "author"},
    "trustpoint": {"name": "STAFF", "pkcs12": "IKEv2-TP.p12", "passphrase": "env:P12"},
    "address_pools": [{"name": "staff", "ranges": ["192.168.10.5 192.168.10.10"]}],
    "access_lists": [{"name": "OUT", "type": "extended", "entries": [{"source": "192.168.10.0/24"}]}],
    "authorization_policies": [{"name": "staff", "pool": "staff", "dns": ["10.0.1.1"]}],
    "anyconnect_profile": {"name": "staff", "file": "staff.xml", "client": CLIENT},
    "ikev2_profile": {
        "name": "STAFF",
        "trustpoint": "STAFF",
        "authentication_list": "authen",
        "authorization_list": "author",
        "authorization_policy": "staff",
        "virtual_template": 7,
        "anyconnect_profile": "staff",
    },
    "ipsec": {"transform_set": "STAFF", "profile": "STAFF", "ikev2_profile": "STAFF"},
    "loopback": {"number": 7, "address": "10.0.0.1"},
    "virtual_template": {"number": 7, "loopback": 7, "ipsec_profile": "STAFF"},
    "nat": {"access_list": "OUT", "virtual_template": 7},
    "profile_download": {"policy": "staff", "profile": "staff", "trustpoint": "STAFF"},
}


def test_everything_can_be_given_another_name_and_nothing_of_the_old_names_stays(
    start: StartSite, release: str
) -> None:
    site = start(release)
    site.sections = {"nat": {}, "profile_download": {}}
    site.deploy()
    site.sections = RENAMED
    site.deploy()
    assert not site.plan()
    # The certificate of before keeps its days.
    left = [
        line
        for line in without_keys(site.running())
        if re.search("ACPool|AnyConnect-EAP|acvpn|Loopback100", line)
    ]
    assert left == []
    site.now = lambda: datetime.now(UTC) + timedelta(days=15)
    assert list(site.plan().steps) == [RemoveCertificate(label="IKEv2-TP")]
    site.deploy()
    assert "crypto pki trustpoint IKEv2-TP" not in site.running()
    assert not site.plan()


def refuse_one_line(site: Site) -> None:
    """The next line for the virtual template is refused, as if somebody had connected meanwhile."""
    answers = [True]
    site.lab.call(
        lambda: setattr(site.router.router.vpn, "template_locked", lambda _: bool(answers) and answers.pop())
    )


def without_header(text: str) -> list[str]:
    """A running configuration without what changes at every look."""
    noise = ("Current configuration", "!")
    return [line for line in text.splitlines() if line.strip() and not line.startswith(noise)]


def without_keys(text: str) -> list[str]:
    """The blocks of a running configuration that the revert timer covers: keys are not among them."""
    return [block.text() for block in parse(text) if not block.line.startswith("crypto pki ")]


def test_a_check_that_passed_and_now_fails_undoes_the_push(start: StartSite) -> None:
    site = start()
    before = site.running()

    def spoilt(driver: MergeDriver, line: str) -> str:
        said = original(driver, line)
        site.lab.configure("edge", "no ip local pool ACPool")
        return said

    original = MergeDriver.merge
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergeDriver, "merge", spoilt)
        with pytest.raises(RolledBack) as failed:
            site.deploy()
    assert "ip local pool ACPool" in failed.value.what
    assert without_header(site.running()) == without_header(before)


def test_a_second_log_in_that_fails_undoes_the_push(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()
    before = site.running()

    def locked_out(link: Link) -> None:
        raise Unreachable(link.headend, "log-in", "nobody gets in")

    monkeypatch.setattr(prove_module, "log_in_again", locked_out)
    with pytest.raises(RolledBack, match="nobody gets in"):
        site.deploy()
    assert without_header(site.running()) == without_header(before)


def test_a_connection_cut_while_merging_is_undone_by_the_routers_own_timer(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start(clock="manual")
    before = site.running()
    startup = site.lab.call(lambda: site.router.router.startup)
    original = Link._exchange

    def cut(link: Link, line: str, *rest: object) -> str:
        if not line.startswith("copy "):
            return original(link, line, *rest)  # type: ignore[arg-type]
        answer = original(link, line, *rest)  # type: ignore[arg-type]
        assert answer
        link.disconnect()
        raise ConnectionLost(link.headend, line, "the connection broke")

    def unreachable(access: Access) -> Link:
        raise Unreachable(access.headend, "log-in", "no answer")

    monkeypatch.setattr(Link, "_exchange", cut)
    monkeypatch.setattr(journal_module, "Link", unreachable)
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert "own timer" in failed.value.state
    assert "crypto ikev2 profile AnyConnect-EAP" in site.running()
    site.lab.advance("edge", 11 * 60)
    assert without_keys(site.running()) == without_keys(before)
    assert site.lab.call(lambda: site.router.router.startup) == startup


def test_a_connection_cut_while_merging_is_undone_over_another_one_where_that_works(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()
    before = site.running()
    original = Link._exchange

    def cut(link: Link, line: str, *rest: object) -> str:
        answer = original(link, line, *rest)  # type: ignore[arg-type]
        if line.startswith("copy "):
            link.disconnect()
            raise ConnectionLost(link.headend, line, "the connection broke")
        return answer

    monkeypatch.setattr(Link, "_exchange", cut)
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert failed.value.state.startswith("as before the push")
    assert without_header(site.running()) == without_header(before)
    assert site.files() == set()


def test_a_push_that_was_cut_off_is_finished_by_the_next_one(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start(clock="manual")
    with monkeypatch.context() as patch:

        def killed(_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(MergeDriver, "confirm_commit", killed)
        patch.setattr(journal_module.Journal, "roll_back", lambda *_: "")
        with pytest.raises(KeyboardInterrupt):
            site.deploy()
    site.lab.advance("edge", 11 * 60)
    link = site.link()
    found = leftovers(inspect_headend(link).observation, site.bundle.files)
    link.disconnect()
    assert "merge_config.txt" in {item.name for item in found}
    assert any(name.startswith("archive") for name in site.files())
    site.deploy()
    assert site.files() == OURS
    assert not site.plan()


def test_a_push_over_another_ones_pending_commit_is_refused(start: StartSite) -> None:
    site = start()
    site.lab.call(lambda: site.router.router.execute("configure terminal revert timer 10"))
    with pytest.raises(Exception, match="waits for its confirmation"):
        site.deploy()


def test_nothing_to_do_over_a_pending_commit_is_not_called_done(start: StartSite) -> None:
    site = start()
    site.deploy()
    site.lab.call(lambda: site.router.router.execute("configure terminal revert timer 10"))
    with pytest.raises(Busy, match="waits for its confirmation"):
        site.deploy()


def test_a_wrong_checksum_removes_the_file_again(start: StartSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = start()
    monkeypatch.setattr(put_module, "md5_of", lambda *_: "0" * 32)
    with pytest.raises((RolledBack, TransferCorrupted), match="digest"):
        site.deploy()
    assert site.files() == set()
    assert "crypto ikev2 profile" not in site.running()


def test_a_full_flash_is_refused_before_anything_is_sent(start: StartSite) -> None:
    site = start()

    def fill_up() -> None:
        flash = site.router.router.flash
        flash.total = flash.system + 8192

    site.lab.call(fill_up)
    with pytest.raises(PreflightRefused, match="bytes free"):
        site.deploy()
    assert site.files() == set()


def test_a_stale_plan_is_not_applied(start: StartSite) -> None:
    site = start()
    plan = site.plan()
    site.lab.configure("edge", "ip local pool ACPool 192.168.10.5")
    link, bundle = site.link(), site.bundle
    before = inspect_headend(link, bundle.files)
    with pytest.raises(PlanStale):
        push_plan(link, plan, before, bundle)
    link.disconnect()


def test_the_record_names_our_objects_and_no_secret(start: StartSite) -> None:
    site = start()
    site.deploy(ticket="CHG0000007")
    text = site.lab.call(lambda: site.router.router.flash.read("headend.json").decode())
    record = read_record(text)
    assert record is not None
    assert record.ticket == "CHG0000007"
    assert record.generations == ("IKEv2-TP", "IKEv2-TP-rrr1")
    assert {(item.kind, item.name) for item in record.objects} >= {("pool", "ACPool"), ("file", "acvpn.xml")}
    assert USER_PASSWORD not in text


def test_a_changed_profile_takes_its_place_and_is_read_again(start: StartSite) -> None:
    site = start(quirks=Quirks(vpn_profile_cached=True))
    site.deploy()
    site.sections = {"anyconnect_profile": {"client": profile("Berlin")}}
    outcome = site.deploy()
    assert outcome.changed
    assert site.files() == OURS
    read = site.lab.call(lambda: site.router.router.vpn.profile_content("acvpn"))
    assert read is not None
    assert b"Berlin" in read


def profile(display: str) -> dict[str, Any]:
    return {"servers": [{"display_name": display, "host_address": "vpn.example.com"}]}


def test_a_failed_profile_change_puts_the_old_one_back_into_the_routers_memory(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start(quirks=Quirks(vpn_profile_cached=True))
    site.deploy()
    old = site.bundle.materials.files["acvpn.xml"]
    site.sections = {"anyconnect_profile": {"client": profile("Berlin")}}

    def refused(*_: object) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        return ("because the test says so",), ()

    monkeypatch.setattr(prove_module, "judge", refused)
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert failed.value.state.startswith("as before the push")
    assert site.lab.call(lambda: site.router.router.flash.read("acvpn.xml")) == old
    assert site.lab.call(lambda: site.router.router.vpn.profile_content("acvpn")) == old
    assert site.files() == OURS


def test_a_new_certificate_comes_under_a_label_that_nothing_uses(start: StartSite) -> None:
    site = start()
    site.deploy()
    site.issued = certificates.server(key=certificates.rsa_key("renewed"))
    site.deploy()
    trustpoints = [line for line in site.running().splitlines() if line.startswith(" pki trustpoint ")]
    assert trustpoints[0].startswith(" pki trustpoint IKEv2-TP-")
    assert not site.plan()


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(p12_modern=False, p12_silent_failure=True),
        Quirks(p12_modern=False, p12_silent_failure=False, p12_failure_leaves_trustpoint=True),
    ],
)
def test_a_router_that_drops_a_modern_pkcs12_is_given_an_older_one(start: StartSite, quirks: Quirks) -> None:
    site = start("26.2.1", quirks=quirks)
    site.deploy()
    assert not site.plan()
    assert "headend-import.p12" not in site.files()


def test_an_import_that_fails_leaves_nothing(start: StartSite) -> None:
    site = start("16.9.2")
    other = certificates.server(key=certificates.rsa_key("other"))
    identity = replace(
        site.bundle.identities["IKEv2-TP"], certificate=other.certificate, key=other.key, chain=other.chain
    )
    before = site.running()
    with pytest.raises(Exception, match="no certificate with SHA-1"):
        site.deploy(identities={"IKEv2-TP": identity})
    assert without_header(site.running()) == without_header(before)
    assert site.files() == set()


def test_live_sessions_stay_when_the_plan_does_not_touch_them(start: StartSite) -> None:
    site = start()
    site.sections = {
        "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
        "ikev2_policy": {},
    }
    site.deploy()
    connected(site)
    site.sections = {**site.sections, "authorization_policies": [{"dns": ["10.0.1.2"]}]}
    outcome = site.deploy()
    assert outcome.changed
    assert outcome.cut == ()
    assert len(site.lab.call(lambda: site.router.router.vpn.sessions)) == 1


def test_a_changed_template_cuts_the_sessions_that_the_plan_said_and_no_more_lines_are_refused(
    start: StartSite,
) -> None:
    site = start()
    site.sections = {
        "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
        "ikev2_policy": {},
    }
    site.deploy()
    connected(site)
    connected(site, port=50900)
    site.sections = {**site.sections, "virtual_template": {"mtu": 1300}}
    assert site.plan().cuts_sessions == 2
    outcome = site.deploy()
    assert len(outcome.cut) == 2
    assert not site.plan()


def test_no_secret_is_anywhere_after_a_push_that_failed_or_stood(
    start: StartSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("netmiko", "paramiko", "nornir", "napalm", "headend"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    site = start("17.15.5")
    words: list[str] = []
    refuse_one_line(site)
    try:
        site.deploy()
    except RolledBack as error:
        words += traceback.format_exception(error)
    words += [repr(site.deploy()), repr(site.bundle), site.plan().model_dump_json()]
    words += [record.getMessage() for record in caplog.records]
    flash = site.router.router.flash
    words += site.lab.call(lambda: [flash.read(name).decode(errors="replace") for name in flash.names()])
    text = "\n".join(words)
    assert text
    assert USER_PASSWORD not in text
    assert site.router.password not in text
    assert certificates.PASSPHRASE not in text
    imported = [line for line in site.lines_typed() if line.startswith("crypto pki import")]
    assert imported
    for line in imported:
        assert line.rsplit(" ", 1)[1] not in text


ROUTERS_OWN = "0822455D0A16"
THEIR_LINE = f"ppp chap password 7 {ROUTERS_OWN}"


def test_a_secret_of_the_routers_own_is_taken_away_as_it_stands_there_and_shown_nowhere(
    start: StartSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site = start()
    site.deploy()
    site.lab.configure("edge", f"interface Loopback100\n {THEIR_LINE}\n")
    assert THEIR_LINE in site.running()
    plan = site.plan()
    assert plan.lines[-1].startswith(" no ppp chap password 7 <withheld:")
    words = [plan.model_dump_json(), repr(plan)]
    site.lab.fault("edge", Refuse(line="no ppp chap"))
    with pytest.raises(RolledBack) as undone:
        site.deploy()
    words += traceback.format_exception(undone.value)
    assert THEIR_LINE in site.running()
    site.lab.clear_faults("edge")
    words.append(repr(site.deploy()))
    assert THEIR_LINE not in site.running()
    assert not site.plan()
    words += [record.getMessage() for record in caplog.records]
    assert not [text for text in words if ROUTERS_OWN in text]


def test_a_crash_of_this_program_while_pushing_is_undone_as_well(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()
    before = site.running()

    def crash(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(push_module, "prove", crash)
    with pytest.raises(RolledBack, match="ZeroDivisionError"):
        site.deploy()
    assert without_header(site.running()) == without_header(before)


def test_the_operators_own_archives_are_not_touched(start: StartSite) -> None:
    site = start()
    site.lab.show("edge", "archive config")
    own = {name for name in site.files() if name.startswith("archive")}
    assert own
    site.deploy()
    assert {name for name in site.files() if name.startswith("archive")} == own


def asked(site: Site) -> int:
    """Lines typed so far; the last one of a session may still be under way."""
    return sum(line != "exit" for line in site.lines_typed())


def test_a_look_asks_as_many_lines_with_fifty_sessions_as_with_none(start: StartSite) -> None:
    site = start()
    site.sections = {
        "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
        "ikev2_policy": {},
        "address_pools": [{"ranges": ["192.168.10.5 192.168.10.200"]}],
    }
    site.deploy()
    counts = []
    for sessions in (0, 50):
        for number in range(sessions):
            connected(site, 50000 + number)
        already = asked(site)
        assert not site.plan()
        counts.append(asked(site) - already)
    assert counts[0] == counts[1]


def test_a_file_that_left_the_intent_goes_after_the_new_one_is_proved(start: StartSite) -> None:
    site = start()
    site.deploy()
    site.sections = {"anyconnect_profile": {"file": "other.xml", "client": profile("Berlin")}}
    site.deploy()
    assert site.files() == {"other.xml", "headend.json"}
    assert not site.plan()


def test_a_deploy_over_many_lines_waits_for_the_router(start: StartSite) -> None:
    site = start()
    entries = [{"source": f"10.{number // 250}.{number % 250}.0/24"} for number in range(1500)]
    site.sections = {"access_lists": [{"name": "NAT", "type": "extended", "entries": entries}]}
    site.deploy()
    assert not site.plan()
    assert site.lab.call(lambda: site.router.router.counters.cli_lines) <= 70 + 2 * 14
