"""The client's local policy, AnyConnectLocalPolicy.xml: needed where a router is older than 16.9.1.

Such a router cannot hold the profile. The client asks for it after every log-in and gives up when there is
none, so the download has to be switched off on the client (the document, second appendix).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.client.text import render_client
from flexvpn.ios.releases import holds_client_profile

if TYPE_CHECKING:
    from flexvpn.base.values import Release

FILE_NAME = "AnyConnectLocalPolicy.xml"


class LocalPolicy(BaseModel):
    """The settings of AnyConnectLocalPolicy.xml, with the values of the document's example."""

    model_config = FROZEN

    bypass_downloader: bool = True
    enable_crl_check: bool = False
    exclude_firefox_nss_cert_store: bool = False
    exclude_mac_native_cert_store: bool = False
    exclude_pem_file_cert_store: bool = False
    exclude_win_native_cert_store: bool = False
    fips_mode: bool = False
    restrict_preference_caching: bool = False
    restrict_tunnel_protocols: bool = False
    restrict_web_launch: bool = False
    strict_certificate_trust: bool = False
    allow_compliance_module_updates_from_any_server: bool = True
    allow_ise_profile_updates_from_any_server: bool = True
    allow_service_profile_updates_from_any_server: bool = True
    allow_software_updates_from_any_server: bool = True
    allow_vpn_profile_updates_from_any_server: bool = True

    def xml(self) -> bytes:
        """The file, the same bytes for the same policy."""
        return render_client("AnyConnectLocalPolicy.xml.j2", policy=self)


def needs_local_policy(release: Release) -> bool:
    """True where the router cannot hold the profile, so that the client must not ask for it."""
    return not holds_client_profile(release)
