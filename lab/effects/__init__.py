"""What a few lines do beyond being stored: one function per name in the grammar's ``effect`` column."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lab.effects import clock, events, interface, system, users, vpn

if TYPE_CHECKING:
    from lab.change import Change
    from lab.dialogue import Dialogue

EFFECTS: dict[str, Callable[[Change], Dialogue]] = {
    "aaa_new_model": system.aaa_new_model,
    "acl": vpn.access_list_entry,
    "acl_number": vpn.access_list_number,
    "authentication": vpn.authentication,
    "banner": system.banner,
    "chain": vpn.certificate_chain,
    "chain_certificate": vpn.chain_certificate,
    "compliance_shield": system.compliance_shield,
    "config_key": users.config_key,
    "domain_lookup": system.domain_lookup,
    "domain_name": system.domain_name,
    "enable_password": users.enable_password,
    "enable_secret": users.enable_secret,
    "event_manager": events.event_manager,
    "exec_timeout": system.exec_timeout,
    "file_prompt": system.file_prompt,
    "hostname": system.hostname,
    "http_secure_server": system.http_secure_server,
    "http_url_cert": vpn.http_url_cert,
    "ignore": system.ignore,
    "interface": interface.interface,
    "ip_address": interface.ip_address,
    "ip_unnumbered": interface.ip_unnumbered,
    "key_string": system.key_string,
    "line": system.line,
    "line_password": users.line_password,
    "local_pool": vpn.local_pool,
    "login": system.login,
    "match_address": vpn.match_address,
    "max_fail": system.max_fail,
    "password_encryption": users.password_encryption,
    "policy_banner": vpn.policy_banner,
    "policy_proposal": vpn.policy_proposal,
    "revocation_check": vpn.revocation_check,
    "set_transform": vpn.set_transform,
    "shutdown": interface.shutdown,
    "ssl_policy": vpn.ssl_policy,
    "summer_time": clock.summer_time,
    "timestamps": system.timestamps,
    "timezone": clock.timezone,
    "transform_set": vpn.transform_set,
    "trustpoint": vpn.trustpoint,
    "tunnel_mode": interface.tunnel_mode,
    "tunnel_protection": interface.tunnel_protection,
    "username": users.username,
    "username_extra": users.username_extra,
    "vpn_profile": vpn.vpn_profile,
}
