"""What is typed is what running-config says, in IOS-XE's spelling and order."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.factory import fill
from lab.quirks import Quirks
from lab.router import Router
from tests.lab.document import BLOCKS, SINGLE_LINES, TYPED

RELEASES = ("16.9.2", "17.3.4", "17.9.4", "17.15.5", "26.2.1")


def make(release: str = "17.9.4", quirks: Quirks | None = None) -> Router:
    router = Router("edge", release, quirks=quirks)
    fill(router, username="admin", password="lab-password", address="192.0.2.1")
    router.flash.write("acvpn.xml", b"<AnyConnectProfile/>")
    return router


def running(router: Router) -> list[str]:
    return router.execute("show running-config").splitlines()


def said(router: Router) -> list[str]:
    """Every line that is neither a comment nor the size."""
    return [line for line in running(router) if not line.startswith(("!", "Current configuration"))]


def block(lines: list[str], header: str) -> list[str]:
    start = lines.index(header) + 1
    return _until_bang(lines[start:])


def _until_bang(lines: list[str]) -> list[str]:
    taken: list[str] = []
    for line in lines:
        if not line.startswith(" "):
            break
        taken.append(line)
    return taken


@pytest.mark.parametrize("release", RELEASES)
def test_the_whole_document_is_taken_and_printed_as_iosxe_prints_it(release: str) -> None:
    router = make(release)
    replies = router.configure(TYPED, source="terminal")
    assert "%" not in replies
    lines = running(router)
    for header, expected in BLOCKS.items():
        assert block(lines, header) == expected, header
    for line in SINGLE_LINES:
        assert line in lines


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_printed_can_be_loaded_again_and_prints_the_same(release: str) -> None:
    first = make(release)
    first.configure(TYPED)
    text = first.execute("show running-config")
    second = Router("edge", release)
    assert second.configure(text.split(" bytes\n", 1)[1], source="boot") == ""
    assert said(second) == said(first)


@pytest.mark.parametrize("release", RELEASES)
def test_the_document_typed_twice_changes_nothing(release: str) -> None:
    router = make(release)
    router.configure(TYPED)
    before = said(router)
    router.configure(TYPED)
    assert said(router) == before


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**16), st.sampled_from(RELEASES))
def test_every_router_that_may_exist_takes_the_document_and_prints_it_reloadable(
    seed: int, release: str
) -> None:
    router = make(release, Quirks.random(random.Random(seed)))  # noqa: S311 - quirks, no secrets
    router.configure(TYPED)
    text = router.execute("show running-config")
    second = Router("edge", release, quirks=router.quirks)
    second.flash.write("acvpn.xml", b"<AnyConnectProfile/>")
    assert second.configure(text.split(" bytes\n", 1)[1], source="boot") == ""
    assert said(second) == said(router)


def test_access_lists_are_numbered_from_17_on_only() -> None:
    for release, number in (("16.9.2", ""), ("17.9.4", "10 ")):
        line = f" {number}permit 10.0.0.0 0.255.255.255"
        router = make(release)
        router.configure("ip access-list standard A\n permit 10.1.2.3 0.255.255.255\n")
        assert block(running(router), "ip access-list standard A") == [line]


def test_trustpoints_show_their_hash_from_17_9_on_only() -> None:
    for release, shown in (("16.9.2", False), ("17.3.4", False), ("17.9.4", True)):
        router = make(release)
        router.configure("crypto pki trustpoint T\n enrollment pkcs12\n")
        assert (" hash sha256" in block(running(router), "crypto pki trustpoint T")) is shown


def test_the_head_says_who_changed_the_configuration_and_when() -> None:
    router = make()
    router.configure("no ip http server")
    text = router.execute("show running-config")
    assert text.startswith("Building configuration...\n\nCurrent configuration : ")
    assert re.search(r"! Last configuration change at \d\d:\d\d:\d\d UTC \w{3} \w{3} \d+ \d{4}\n", text)
    assert text.endswith("\nend\n\n")


def test_the_size_in_the_head_is_the_size_of_the_text() -> None:
    text = make().execute("show running-config")
    size = int(re.search(r"Current configuration : (\d+) bytes\n", text)[1])  # type: ignore[index]
    assert len(text.split(" bytes\n", 1)[1].encode()) == size + 1


def test_without_aaa_the_configuration_says_so() -> None:
    assert "no aaa new-model" in running(make())


def test_the_release_is_written_in_both_of_its_forms() -> None:
    text = make("16.9.2").execute("show version")
    assert text.startswith("Cisco IOS XE Software, Version 16.09.02\n")
    assert "Version 16.9.2, RELEASE SOFTWARE" in text


def test_pools_are_sets_of_ranges_that_may_not_overlap() -> None:
    router = make()
    assert router.configure("ip local pool A 192.0.2.10 192.0.2.20") == ""
    assert router.configure("ip local pool A 192.0.2.21 192.0.2.30") == ""
    assert "%" in router.configure("ip local pool B 192.0.2.30 192.0.2.40")
    assert "%" in router.configure("ip local pool A 192.0.2.15 192.0.2.16")
    assert [line for line in running(router) if "local pool" in line] == [
        "ip local pool A 192.0.2.10 192.0.2.20",
        "ip local pool A 192.0.2.21 192.0.2.30",
    ]
    router.configure("no ip local pool A 192.0.2.10 192.0.2.20")
    assert [line for line in running(router) if "local pool" in line] == [
        "ip local pool A 192.0.2.21 192.0.2.30"
    ]
    router.configure("no ip local pool A")
    assert not [line for line in running(router) if "local pool" in line]
