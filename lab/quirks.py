"""What nobody has seen a router do: one switch per inferred fact ([INF] in docs/iosxe.md).

``None`` means "as this release most likely does"; ``Quirks.resolved`` fills it in. Tests draw quirks at
random, so that the tool never leans on one guess.
"""

from __future__ import annotations

import dataclasses
import random as random_numbers
from typing import TYPE_CHECKING, Any

from lab.releases import FACTS

if TYPE_CHECKING:
    from lab.release import Release


@dataclasses.dataclass(frozen=True, slots=True)
class Quirks:
    """Switches for inferred behaviour; every combination is a router that may exist."""

    acl_sequence_numbers: bool | None = None
    """Access list lines are rendered with numbers (REAL on 17.x, INF absent on 16.9)."""
    type0_warning: bool | None = None
    """A plain password is answered with a WARNING (REAL on 17.15, INF absent on 16.9)."""
    secret_type9: bool | None = None
    """``secret`` makes type 9 rather than 5 (REAL both; INF which release)."""
    ssh_sha1_only: bool | None = None
    """SSH offers ssh-rsa and SHA-1 key exchange only (INF for 16.9)."""
    p12_modern: bool | None = None
    """PKCS12 sealed with PBES2/AES imports (INF: not on 16.x)."""
    p12_silent_failure: bool = True
    """A PKCS12 sealed too modern for the release is dropped without a word (a 9800 report)."""
    p12_failure_leaves_trustpoint: bool = False
    """An import that failed leaves an empty trustpoint of its name."""
    unknown_trustpoint_silent: bool = True
    """``show crypto pki certificates X`` prints nothing for an unknown X; else an error."""
    profile_remote_first: bool = True
    """IKEv2 profiles print ``authentication remote`` before ``local`` (REAL for other methods)."""
    http_url_cert_shown: bool = True
    """``no crypto ikev2 http-url cert`` appears in running-config."""
    vpn_profile_slash: bool = False
    """``crypto vpn anyconnect profile`` renders ``bootflash:x`` as ``bootflash:/x``; else as typed."""
    vpn_profile_file_checked: bool = True
    """``crypto vpn anyconnect profile`` refuses a file that is not there."""
    vpn_profile_cached: bool = True
    """acvpn.xml is read when its line is entered, not at each log-in."""
    vpn_profile_last: bool = False
    """``crypto vpn anyconnect profile`` renders after the IPsec profiles instead of before."""
    rsa_sig_first: bool = False
    """``anyconnect-eap`` lines are refused while the local method is not rsa-sig (the document's note)."""
    copy_echoes_bad_line: bool = True
    """``copy FILE running-config`` prints a refused line above its caret."""
    import_asks_filename: bool = True
    """``crypto pki import`` asks for the source filename unless ``file prompt quiet``."""
    chain_identity_first: bool = True
    """Certificate chains print the identity certificate before the CA's."""
    trustpoint_in_use_refused: bool = False
    """``no crypto pki trustpoint`` is refused while an IKEv2 profile names it."""
    local_secret_works: bool = True
    """AnyConnect-EAP verifies users that have a ``secret`` (docs/iosxe.md section 6: unresolved)."""
    empty_sa_header: bool = True
    """``show crypto ikev2 sa`` prints its header when there is no SA."""
    smart_default_modern: bool | None = None
    """The hidden IKEv2 proposal offers groups 19, 14, 21; else 5 and 2 only (docs/iosxe.md section 10)."""
    any_trustpoint_signs_first: bool = True
    """An IKEv2 profile without ``pki trustpoint`` signs with the first identity; else by the peer's CERTREQ."""
    user_authorization_needed: bool = False
    """AnyConnect-EAP fails without ``aaa authorization user anyconnect-eap`` though local users have no attributes."""
    ssl_with_https_crashes: bool = True
    """HTTPS server and SSL policy together take the router down at an SSL connection (the document)."""
    session_shows_username: bool = False
    """``show crypto session detail`` has ``Username:`` and ``Assigned address:`` lines."""
    users_show_vpn: bool = False
    """``show users`` has a row for each VPN session in its lower table."""
    same_pool_refused: bool = True
    """A pool's line that is entered again is refused as overlapping itself; else it is taken in silence."""
    ecdsa_host_key: bool | None = None
    """A pair of elliptic curve keys, imported ones included, is a host key of the SSH server (REAL on 26.2)."""
    scp_keeps_partial: bool = False
    """A file whose upload broke off, or did not fit, stays on bootflash as far as it came."""
    overwrite_asks: bool = True
    """``copy`` onto an existing file asks; else it overwrites silently."""
    rename_overwrites: bool = False
    """``rename`` onto an existing file works; else it refuses."""
    max_fail_after_lists: bool = False
    """``aaa local authentication attempts max-fail`` renders after the method lists."""
    no_pool_range_only: bool = True
    """``no ip local pool NAME A B`` drops that range alone; else the whole pool."""
    policy_banner_delimited: bool = True
    """An authorization policy's banner stands between delimiters, as others do; else it is the rest of the line."""
    in_use_refused: bool = False
    """``no`` of a transform set or IPsec profile that something uses is refused."""
    event_manager: bool = True
    """The image has the Embedded Event Manager."""
    more_blank_before_prompt: bool = True
    """``show running-config`` ends with a blank line before the prompt."""
    trustpoint_in_use_quoted: bool | None = None
    """``% Trustpoint 'TP' is in use.`` quotes the name (both forms are known, INF whose they are)."""
    default_modulus_2048: bool | None = None
    """``crypto key generate rsa`` offers 2048 bits; else 1024 (INF which release)."""
    long_route_legend: bool | None = None
    """``show ip route`` begins with the longer legend (INF)."""
    password_security_warning: bool | None = None
    """A user's plain password is answered with a SECURITY WARNING (REAL for ``enable password``, INF here)."""
    weak_algorithms_warned: bool | None = None
    """An algorithm that FN72510 names is warned of where it is taken (DOC; its words for all but encryption INF)."""
    weak_algorithm_invalid: bool = True
    """An algorithm that the compliance shield forbids is no keyword: a caret; else it has an answer of its own."""
    shield_asks_for_reload: bool = True
    """``crypto engine compliance shield disable`` says that it counts after a reload only (INF words)."""
    shield_keeps_startup: bool = False
    """What the shield forbids stays in a configuration that is booted, but is not negotiated; else it is dropped."""
    smart_default_without_weak: bool = False
    """Under the compliance shield the hidden IKEv2 proposal has lost group 5."""
    old_cluster_words: bool = True
    """Where ``crypto ikev2 cluster`` says primary and secondary, master and slave are still taken (INF)."""

    def resolved(self, release: Release) -> Quirks:
        """These quirks with each ``None`` replaced by what ``release`` most likely does."""
        return dataclasses.replace(
            self, **{name: likely(name, release) for name in FOLLOWING if getattr(self, name) is None}
        )

    @classmethod
    def random(cls, rng: random_numbers.Random) -> Quirks:
        """Quirks drawn at random; those that follow the release stay with the release half of the time."""
        drawn: dict[str, Any] = {}
        for field in dataclasses.fields(cls):
            if field.default is None:
                drawn[field.name] = rng.choice((None, None, True, False))
            else:
                drawn[field.name] = rng.choice((True, False))
        return cls(**drawn)

    @classmethod
    def parse(cls, text: str, rng: random_numbers.Random) -> Quirks:
        """Quirks from ``random``, ``default`` or ``name=on,name=off``; ``ValueError`` for an unknown name."""
        if text in ("", "default"):
            return cls()
        if text == "random":
            return cls.random(rng)
        known = {field.name for field in dataclasses.fields(cls)}
        chosen: dict[str, Any] = {}
        for part in text.split(","):
            name, _, value = part.partition("=")
            if name not in known:
                message = f"no such quirk: {name}"
                raise ValueError(message)
            chosen[name] = value.lower() in ("1", "on", "true", "yes", "")
        return cls(**chosen)


FOLLOWING = tuple(field.name for field in dataclasses.fields(Quirks) if field.default is None)
"""The quirks that follow the release."""


def likely(name: str, release: Release) -> bool:
    """Tell whether a router of this release most likely has the quirk."""
    return any(fact.holds(release) for fact in FACTS if fact.quirk == name)
