from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from flexvpn.client.profile import ClientProfile, ServerEntry
from flexvpn.client.settings import ClientSettings
from tests.effort import effort
from tests.unit.client.xml_tree import DOCUMENT, HERE, SCHEMA, from_document, texts, tree

GOLDEN = HERE / "document_profile.xml"


def profile(*, client: dict[str, Any] | None = None, **server: Any) -> ClientProfile:  # noqa: ANN401 - keyword overrides
    entry = {"display_name": "VPN IOS-XE", "host_address": "vpn.example.com", **server}
    return ClientProfile.model_validate({"servers": [entry], "settings": client or {}})


def test_defaults_render_the_documents_profile() -> None:
    assert tree(profile().xml()) == tree(GOLDEN.read_bytes())


@pytest.mark.skipif(not DOCUMENT.is_file(), reason="the document does not lie beside this checkout")
def test_the_values_written_by_hand_are_the_documents() -> None:
    assert tree(GOLDEN.read_bytes()) == tree(from_document("AnyConnectProfile"))


def test_the_same_profile_renders_the_same_bytes() -> None:
    xml = profile().xml()
    assert xml == profile().xml()
    assert xml.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    assert xml.endswith(b"</AnyConnectProfile>\n")
    assert b"\r" not in xml


# For every setting: the element that shows it, a value unlike the document's, and what then stands there.
CHANGES = {
    "use_start_before_logon": ("UseStartBeforeLogon", True, "true"),
    "automatic_cert_selection": ("AutomaticCertSelection", True, "true"),
    "show_pre_connect_message": ("ShowPreConnectMessage", True, "true"),
    "certificate_store": ("CertificateStore", "Machine", "Machine"),
    "certificate_store_mac": ("CertificateStoreMac", "Login", "Login"),
    "certificate_store_override": ("CertificateStoreOverride", True, "true"),
    "proxy_settings": ("ProxySettings", "IgnoreProxy", "IgnoreProxy"),
    "allow_local_proxy_connections": ("AllowLocalProxyConnections", False, "false"),
    "authentication_timeout": ("AuthenticationTimeout", 60, "60"),
    "auto_connect_on_start": ("AutoConnectOnStart", True, "true"),
    "minimize_on_connect": ("MinimizeOnConnect", False, "false"),
    "local_lan_access": ("LocalLanAccess", True, "true"),
    "disable_captive_portal_detection": ("DisableCaptivePortalDetection", True, "true"),
    "clear_smartcard_pin": ("ClearSmartcardPin", False, "false"),
    "ip_protocol_support": ("IPProtocolSupport", "IPv4", "IPv4"),
    "auto_reconnect": ("AutoReconnect", False, "false"),
    "auto_reconnect_behavior": ("AutoReconnectBehavior", "DisconnectOnSuspend", "DisconnectOnSuspend"),
    "auto_update": ("AutoUpdate", False, "false"),
    "rsa_securid_integration": ("RSASecurIDIntegration", "SoftwareToken", "SoftwareToken"),
    "windows_logon_enforcement": ("WindowsLogonEnforcement", "SingleLogon", "SingleLogon"),
    "windows_vpn_establishment": ("WindowsVPNEstablishment", "AllowRemoteUsers", "AllowRemoteUsers"),
    "automatic_vpn_policy": ("AutomaticVPNPolicy", True, "true"),
    "ppp_exclusion": ("PPPExclusion", "Override", "Override"),
    "ppp_exclusion_server_ip": ("PPPExclusionServerIP", "192.0.2.7", "192.0.2.7"),
    "enable_scripting": ("EnableScripting", True, "true"),
    "enable_automatic_server_selection": ("EnableAutomaticServerSelection", True, "true"),
    "auto_server_selection_improvement": ("AutoServerSelectionImprovement", 30, "30"),
    "auto_server_selection_suspend_time": ("AutoServerSelectionSuspendTime", 5, "5"),
    "retain_vpn_on_logoff": ("RetainVpnOnLogoff", True, "true"),
    "allow_manual_host_input": ("AllowManualHostInput", False, "false"),
}
WITH_USER_CONTROL = [
    name for name, field in ClientSettings.model_fields.items() if hasattr(field.default, "user_controllable")
]


def test_every_setting_has_a_row_in_the_table_of_changes() -> None:
    assert set(CHANGES) == set(ClientSettings.model_fields)


@pytest.mark.parametrize("name", CHANGES)
def test_a_setting_changes_its_own_element_and_nothing_else(name: str) -> None:
    element, value, shown = CHANGES[name]
    before, after = profile().xml(), profile(client={name: value}).xml()
    assert texts(before, element) != [shown]
    assert texts(after, element) == [shown]
    assert (
        sum(line != other for line, other in zip(before.splitlines(), after.splitlines(), strict=True)) == 1
    )


@pytest.mark.parametrize("name", WITH_USER_CONTROL)
def test_who_may_change_a_setting_is_set_apart_from_its_value(name: str) -> None:
    default = getattr(ClientSettings(), name)
    changed = ClientSettings.model_validate({name: {"user_controllable": not default.user_controllable}})
    assert getattr(changed, name).value == default.value
    element = CHANGES[name][0]
    expected = f'<{element} UserControllable="{str(not default.user_controllable).lower()}"'
    assert expected.encode() in ClientProfile(servers=profile().servers, settings=changed).xml()


def test_as_many_settings_say_who_may_change_them_as_in_the_document() -> None:
    assert GOLDEN.read_text(encoding="utf-8").count("UserControllable=") == len(WITH_USER_CONTROL)


@pytest.mark.parametrize(
    "client",
    [
        {"no_such_setting": True},
        {"certificate_store": "Everywhere"},
        {"authentication_timeout": 9},
        {"authentication_timeout": 121},
        {"auto_server_selection_improvement": 101},
        {"auto_server_selection_suspend_time": 0},
        {"ppp_exclusion_server_ip": "192.0.2.700"},
        {"auto_update": {"value": True, "user": True}},
    ],
)
def test_a_setting_that_the_client_would_not_read_is_refused(client: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        profile(client=client)


def test_an_ike_identity_is_named_where_the_intent_sets_one() -> None:
    assert texts(profile().xml(), "IKEIdentity") == []
    assert texts(profile(ike_identity="*$Branch$*").xml(), "IKEIdentity") == ["*$Branch$*"]


def test_backup_servers_and_group_are_listed_in_order() -> None:
    xml = profile(backup_servers=("b.example.com", "192.0.2.9"), user_group="staff").xml()
    assert texts(xml, "HostAddress") == ["vpn.example.com", "b.example.com", "192.0.2.9"]
    assert texts(xml, "UserGroup") == ["staff"]


def test_host_names_are_those_that_the_certificate_must_have() -> None:
    servers = (
        ServerEntry(display_name="One", host_address="a.example.com", backup_servers=("b.example.com",)),
        ServerEntry(display_name="Two", host_address="b.example.com"),
    )
    assert ClientProfile(servers=servers).host_names() == ("a.example.com", "b.example.com")


def test_a_display_name_is_escaped() -> None:
    xml = profile(display_name="R&D <\"Zürich\"> 'east'").xml()
    assert texts(xml, "HostName") == ["R&D <\"Zürich\"> 'east'"]


@pytest.mark.parametrize(
    "server",
    [
        {"display_name": ""},
        {"display_name": " VPN"},
        {"display_name": "VPN\x07"},
        {"display_name": "VPN\nIOS"},
        {"host_address": "vpn example"},
        {"host_address": "192.0.2.256"},
        {"host_address": "192.0.2"},
        {"host_address": "https://vpn.example.com"},
        {"ike_identity": "two words"},
        {"backup_servers": ("-bad-",)},
    ],
)
def test_an_entry_that_no_client_could_use_is_refused(server: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        profile(**server)


def test_two_entries_of_one_name_are_refused() -> None:
    entry = profile().servers[0]
    with pytest.raises(ValidationError, match="VPN IOS-XE"):
        ClientProfile(servers=(entry, entry))


def test_a_profile_without_entries_is_refused() -> None:
    with pytest.raises(ValidationError):
        ClientProfile(servers=())


labels = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
addresses = st.lists(labels, min_size=1, max_size=4).map(".".join) | st.ip_addresses(v=4).map(str)
printable = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
entries = st.fixed_dictionaries(
    {"display_name": printable, "host_address": addresses},
    optional={
        "ike_identity": st.from_regex(r"[A-Za-z*$&<>][A-Za-z0-9*$&<>]{0,30}", fullmatch=True),
        "user_group": printable,
        "backup_servers": st.lists(addresses, max_size=3),
    },
)
servers = st.lists(entries, min_size=1, max_size=3, unique_by=lambda entry: entry["display_name"])


def _choices(name: str) -> st.SearchStrategy[Any]:
    default = getattr(ClientSettings(), name)
    value = st.sampled_from([CHANGES[name][1], getattr(default, "value", default)])
    if name not in WITH_USER_CONTROL:
        return value
    return value | st.fixed_dictionaries({}, optional={"value": value, "user_controllable": st.booleans()})


choices = st.fixed_dictionaries({}, optional={name: _choices(name) for name in CHANGES})


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Cisco's XSD does not lie beside this checkout")
@effort(0.5)
@given(servers, choices)
def test_every_profile_is_valid_against_ciscos_schema(
    listed: list[dict[str, Any]], client: dict[str, Any]
) -> None:
    made = ClientProfile.model_validate({"servers": listed, "settings": client})
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(made.xml()))


@effort(0.5)
@given(servers)
def test_every_entry_comes_out_as_it_went_in(listed: list[dict[str, Any]]) -> None:
    xml = ClientProfile.model_validate({"servers": listed}).xml()
    assert texts(xml, "HostName") == [entry["display_name"] for entry in listed]
    expected = [
        name for entry in listed for name in (entry["host_address"], *entry.get("backup_servers", ()))
    ]
    assert texts(xml, "HostAddress") == expected
