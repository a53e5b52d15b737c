"""What listens on the router: HTTP servers off, the SSL policy only where it is intended, and never both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.checks.check import failed, passed, skipped, warned
from flexvpn.facts import ssl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict


_INACTIVE = (
    "it takes `no shutdown`, an address of the router's own, a trustpoint that holds a certificate, and a profile that "
    "matches the policy"
)


def http_servers(subject: Subject) -> Iterator[Verdict]:
    """Each HTTP server is off unless the intent has it on. A missing line never means off.

    See docs/iosxe.md section 1.8.
    """
    http = subject.headend.http
    for line, on in (("ip http server", http.server), ("ip http secure-server", http.secure_server)):
        if line in subject.config:
            if on:
                yield passed(line)
            else:
                yield failed(f"`{line}` is on", f"`no {line}`: `headend deploy` sends it")
        elif f"no {line}" in subject.config:
            yield passed(f"no {line}") if not on else failed(f"`{line}` is off", "`headend deploy`")
        else:
            yield warned(
                f"the router shows neither `{line}` nor `no {line}`", "look at `show ip http server status`"
            )


def ssl_up(subject: Subject) -> Iterator[Verdict]:
    """The router itself shows the SSL policy as up."""
    download = subject.headend.profile_download
    if download is None or not download.applies(subject.headend.release):
        yield skipped("the intent has no profile download")
        return
    policy = next(
        (policy for policy in subject.facts(ssl.read_policies).records if policy.name == download.policy),
        None,
    )
    if policy is None:
        yield failed(f"`show crypto ssl policy` does not list {download.policy}", "`headend deploy` sends it")
    elif policy.active is None:
        yield warned(
            f"{download.policy}: the router does not say whether it is up", "`show crypto ssl policy`"
        )
    elif not policy.active:
        text = f"{download.policy} is {policy.setting('Status')}"
        yield failed(text, _INACTIVE)
    else:
        yield passed(f"{download.policy} is {policy.setting('Status')}")


def ssl_policy(subject: Subject) -> Iterator[Verdict]:
    """Where clients update their profile over TLS, the SSL policy is configured and the HTTPS server is off."""
    download = subject.headend.profile_download
    secure = "ip http secure-server" in subject.config
    policies = subject.config.starting("crypto ssl policy ")
    if download is None or not download.applies(subject.headend.release):
        if policies and secure:
            yield failed(
                f"{policies[0].line} together with `ip http secure-server` can crash the router",
                "take one of them away",
            )
        else:
            yield skipped("the intent has no profile download")
        return
    block = subject.block(f"crypto ssl policy {download.policy}")
    if block is None:
        yield failed(f"no crypto ssl policy {download.policy}", "`headend deploy` sends it")
    elif "shutdown" in block.children:
        yield failed(f"crypto ssl policy {download.policy} is shut down", "`headend deploy`")
    elif secure:
        yield failed("`ip http secure-server` beside an SSL policy can crash the router", "`headend deploy`")
    else:
        yield passed(f"{block.line}, HTTPS server off")
