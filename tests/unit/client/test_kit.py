from __future__ import annotations

import pytest
from lxml import html

from flexvpn.base.values import Release
from flexvpn.client.kit import build_kit
from flexvpn.client.local_policy import LocalPolicy, needs_local_policy
from flexvpn.client.places import PLACES, Place
from flexvpn.client.profile import ClientProfile, ServerEntry
from tests.unit.client.xml_tree import DOCUMENT, NAMESPACE, from_document, texts, tree

PROFILE = ClientProfile(servers=(ServerEntry(display_name="VPN <IOS-XE>", host_address="vpn.example.com"),))
OLD, NEW = (Release.model_validate(text) for text in ("16.6.4", "16.9.2"))


def page(release: Release = NEW, *, updates_itself: bool = False) -> str:
    kit = build_kit("headend1", PROFILE, release, updates_itself=updates_itself)
    return " ".join("".join(map(str, html.fromstring(kit["install.html"]).itertext())).split())


def test_a_router_that_holds_the_profile_needs_two_files() -> None:
    assert set(build_kit("headend1", PROFILE, NEW)) == {"acvpn.xml", "install.html"}


def test_an_older_router_needs_the_local_policy_too() -> None:
    kit = build_kit("headend3", PROFILE, OLD)
    assert set(kit) == {"acvpn.xml", "AnyConnectLocalPolicy.xml", "install.html"}
    assert texts(kit["AnyConnectLocalPolicy.xml"], "BypassDownloader") == ["true"]


@pytest.mark.parametrize(
    ("text", "needed"),
    [("16.6.4", True), ("16.8.3", True), ("16.9.1", False), ("16.09.02", False), ("17.3", False)],
)
def test_the_local_policy_ends_with_16_9_1(text: str, *, needed: bool) -> None:
    assert needs_local_policy(Release.model_validate(text)) is needed


def test_the_local_policy_has_its_namespace_and_starts_as_xml() -> None:
    xml = LocalPolicy().xml()
    assert xml.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    assert tree(xml)[0] == f"{NAMESPACE}AnyConnectLocalPolicy"
    assert b"#root" not in xml


def test_the_local_policy_has_sixteen_settings_and_all_can_be_set() -> None:
    turned = LocalPolicy(**{name: not value for name, value in LocalPolicy().model_dump().items()})
    before, after = LocalPolicy().xml().splitlines(), turned.xml().splitlines()
    assert sum(line != other for line, other in zip(before, after, strict=True)) == 16


@pytest.mark.skipif(not DOCUMENT.is_file(), reason="the document does not lie beside this checkout")
def test_the_local_policy_is_the_documents() -> None:
    assert tree(LocalPolicy().xml()) == tree(from_document("AnyConnectLocalPolicy"))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.client} {place.system}")
def test_the_page_names_every_folder(place: Place) -> None:
    assert place.profile_folder in page()
    assert all(folder in page(OLD) for folder in place.policy_folders)


def test_the_places_are_two_clients_on_three_systems() -> None:
    assert len({(place.client, place.system) for place in PLACES}) == len(PLACES) == 6


def test_the_page_names_the_entry_to_choose() -> None:
    assert "VPN <IOS-XE>, which connects to vpn.example.com" in page()


@pytest.mark.parametrize(
    "promise",
    [
        "by hand before the very first connection",
        "without it the client tries TLS",
        "Closing its window is not enough",
        "choose Quit",
        "do not type the address",
    ],
)
def test_the_page_says_what_people_get_wrong(promise: str) -> None:
    assert promise in page()
    assert promise in page(OLD)


def test_the_page_explains_the_local_policy_only_where_it_is_needed() -> None:
    assert "AnyConnectLocalPolicy.xml" not in page()
    assert "The router runs IOS-XE 16.6.4. Only 16.9.1 and later can hold the profile" in page(OLD)


def test_the_page_promises_updates_only_where_the_router_sends_them() -> None:
    sent = "the router sends the new one"
    assert sent in page(updates_itself=True)
    assert sent not in page()
    assert sent not in page(OLD, updates_itself=True)


def test_steps_are_numbered_without_a_gap() -> None:
    for release, count in ((OLD, 4), (NEW, 3)):
        headings = [
            "".join(map(str, heading.itertext()))
            for heading in html.fromstring(build_kit("h", PROFILE, release)["install.html"]).iter("h2")
        ]
        assert [heading[:2] for heading in headings[:count]] == [f"{step}." for step in range(1, count + 1)]


def test_the_page_needs_nothing_from_the_network() -> None:
    text = build_kit("headend1", PROFILE, OLD)["install.html"].decode()
    assert "http" not in text
    assert "src=" not in text


def test_a_name_from_the_inventory_cannot_inject_markup() -> None:
    assert b"<script>" not in build_kit("<script>", PROFILE, NEW)["install.html"]


def test_the_same_kit_is_the_same_bytes() -> None:
    assert build_kit("headend1", PROFILE, NEW) == build_kit("headend1", PROFILE, NEW)
