"""The client's settings: all those of the document's example profile, with its values as defaults."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, model_validator

from flexvpn.base.values import FROZEN

T = TypeVar("T")


class Controlled(BaseModel, Generic[T]):
    """A setting and whether the user may change it in the client."""

    model_config = FROZEN

    value: T
    user_controllable: bool


# The document's four answers to "on, and may the user change it?".
_ON = Controlled[bool](value=True, user_controllable=False)
_OFF = Controlled[bool](value=False, user_controllable=False)
_ON_BUT_USER_DECIDES = Controlled[bool](value=True, user_controllable=True)
_OFF_BUT_USER_DECIDES = Controlled[bool](value=False, user_controllable=True)

ReconnectBehavior = Literal["ReconnectAfterResume", "DisconnectOnSuspend"]
SecurIDIntegration = Literal["Automatic", "SoftwareToken", "HardwareToken"]
Exclusion = Literal["Automatic", "Disable", "Override"]


class ClientSettings(BaseModel):
    """Settings for all entries of a profile; the defaults are those of the document's example, step 6.

    A setting with ``user_controllable`` is written as its value alone (``local_lan_access: true``), where the
    document decides whether the user may change it, or as ``{value: true, user_controllable: false}``. Ranges and
    words are those of Cisco's AnyConnectProfile.xsd.
    """

    model_config = FROZEN

    use_start_before_logon: Controlled[bool] = _OFF_BUT_USER_DECIDES
    automatic_cert_selection: Controlled[bool] = _OFF_BUT_USER_DECIDES
    show_pre_connect_message: bool = False
    certificate_store: Literal["All", "Machine", "User"] = "All"
    certificate_store_mac: Literal["All", "System", "Login"] = "All"
    certificate_store_override: bool = False
    proxy_settings: Literal["Native", "IgnoreProxy", "Override"] = "Native"
    allow_local_proxy_connections: bool = True
    authentication_timeout: Annotated[int, Field(ge=10, le=120)] = 12
    auto_connect_on_start: Controlled[bool] = _OFF_BUT_USER_DECIDES
    minimize_on_connect: Controlled[bool] = _ON_BUT_USER_DECIDES
    local_lan_access: Controlled[bool] = _OFF_BUT_USER_DECIDES
    disable_captive_portal_detection: Controlled[bool] = _OFF_BUT_USER_DECIDES
    clear_smartcard_pin: Controlled[bool] = _ON_BUT_USER_DECIDES
    ip_protocol_support: Literal["IPv4", "IPv6", "IPv4,IPv6", "IPv6,IPv4"] = "IPv4,IPv6"
    auto_reconnect: Controlled[bool] = _ON
    auto_reconnect_behavior: Controlled[ReconnectBehavior] = Controlled[ReconnectBehavior](
        value="ReconnectAfterResume", user_controllable=False
    )
    auto_update: Controlled[bool] = _ON
    rsa_securid_integration: Controlled[SecurIDIntegration] = Controlled[SecurIDIntegration](
        value="Automatic", user_controllable=False
    )
    windows_logon_enforcement: Literal["SingleLocalLogon", "SingleLogon", "SingleLogonNoRemote"] = (
        "SingleLocalLogon"
    )
    windows_vpn_establishment: Literal["LocalUsersOnly", "AllowRemoteUsers"] = "LocalUsersOnly"
    automatic_vpn_policy: bool = False
    ppp_exclusion: Controlled[Exclusion] = Controlled[Exclusion](value="Disable", user_controllable=False)
    ppp_exclusion_server_ip: Controlled[IPv4Address | None] = Controlled[IPv4Address | None](
        value=None, user_controllable=False
    )
    enable_scripting: Controlled[bool] = _OFF
    enable_automatic_server_selection: Controlled[bool] = _OFF
    auto_server_selection_improvement: Annotated[int, Field(ge=10, le=100)] = 20
    auto_server_selection_suspend_time: Annotated[int, Field(ge=1, le=100)] = 4
    retain_vpn_on_logoff: bool = False
    allow_manual_host_input: bool = True

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        """Complete a value alone, or half of a pair, with the document's default for the other half."""
        if not isinstance(data, Mapping):
            return data
        return {name: _completed(cls, name, given) for name, given in data.items()}


def _completed(settings: type[ClientSettings], name: object, given: object) -> object:
    field = settings.model_fields.get(str(name))
    default = field.default if field else None
    if not isinstance(default, Controlled) or isinstance(given, Controlled):
        return given
    document = {"value": default.value, "user_controllable": default.user_controllable}
    return {**document, **given} if isinstance(given, Mapping) else {**document, "value": given}
