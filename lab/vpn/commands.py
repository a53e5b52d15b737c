"""The VPN's commands, for the command line's table."""

from __future__ import annotations

from lab.dialogue import ConfigCommand, ExecCommand
from lab.vpn import (
    clearing,
    show_config,
    show_crypto_session,
    show_ike,
    show_ipsec,
    show_rest,
    show_ssl,
    show_stats,
)

COMMANDS: tuple[ExecCommand, ...] = (
    ExecCommand("show crypto ikev2 sa", show_ike.show_sa, help="Show IKEv2 SAs"),
    ExecCommand("show crypto ikev2 session", show_ike.show_session, help="Show IKEv2 sessions"),
    ExecCommand(
        "show crypto ikev2 stats",
        show_stats.show_stats,
        help="Show IKEv2 statistics",
        args="[{exchange|ext-service|reconnect|timeout}]",
    ),
    ExecCommand("show crypto ikev2 diagnose error", show_stats.show_errors, help="Exit paths", args=""),
    ExecCommand("show crypto isakmp sa", show_stats.show_isakmp, help="Show ISAKMP SAs", args="[detail]"),
    ExecCommand("show crypto ikev2 profile", show_config.show_profile, help="Show IKEv2 profiles"),
    ExecCommand("show crypto ikev2 proposal", show_config.show_proposal, help="Show IKEv2 proposals"),
    ExecCommand("show crypto ikev2 policy", show_config.show_policy, help="Show IKEv2 policies"),
    ExecCommand(
        "show crypto ikev2 authorization policy",
        show_config.show_authorization_policy,
        help="Show IKEv2 authorization policies",
    ),
    ExecCommand("show crypto session", show_crypto_session.show_session, help="Show crypto sessions"),
    ExecCommand("show crypto ipsec sa", show_ipsec.show_sa, help="Show IPsec SAs"),
    ExecCommand("show crypto ipsec profile", show_ipsec.show_profile, help="Show IPsec profiles"),
    ExecCommand("show crypto ipsec transform-set", show_ipsec.show_transform_set, help="Show transform sets"),
    ExecCommand("show crypto ssl policy", show_ssl.show_policy, help="Show SSL policies"),
    ExecCommand("show crypto ssl profile", show_ssl.show_profile, help="Show SSL profiles"),
    ExecCommand("show crypto ssl session", show_ssl.show_session, help="Show SSL sessions"),
    ExecCommand("show ip local pool", show_rest.show_pool, help="Show address pools"),
    ExecCommand(
        "show derived-config interface",
        show_rest.show_derived_config,
        privilege=15,
        help="Show the configuration that an interface really has",
    ),
    ExecCommand("show aaa local user lockout", show_rest.show_lockout, help="Show locked users"),
    ExecCommand(
        "clear aaa local user lockout",
        show_rest.clear_lockout,
        privilege=15,
        help="Unlock users",
        args="{username <name>|all}",
    ),
    ExecCommand("clear crypto session", clearing.clear_session, privilege=15, help="End crypto sessions"),
    ExecCommand("clear crypto ikev2 sa", clearing.clear_ikev2_sa, privilege=15, help="End IKEv2 SAs"),
    ExecCommand("clear crypto sa", clearing.clear_sa, privilege=15, help="End IPsec SAs"),
)
CONFIG_COMMANDS: tuple[ConfigCommand, ...] = ()
