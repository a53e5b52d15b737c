"""What each release of IOS-XE refuses, warns of, renames, defaults to, takes and shows: the one table of it.

The facts of docs/iosxe.md section 11.4, and those of its other sections that depend on a release. Whoever decides by a
release asks a function at the end; ``headend explain releases`` and docs/releases.md print every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from flexvpn.base.values import Release

if TYPE_CHECKING:
    from collections.abc import Iterable

SHIELD_DISABLED: Final = "crypto engine compliance shield disable"
_PARTS = 3


Effect = Literal["refuses", "warns of", "renames", "defaults to", "takes", "shows"]
About = Literal["algorithm", "command", "file format", "key", "output"]
Mark = Literal["REAL", "DOC", "TOOL", "INF"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact.

    Attributes:
        since: the first release that it holds for; None for all before ``until``.
        until: the first release that it no longer holds for; None while it lasts.
        effect: what such a release does.
        about: with what kind of thing.
        what: with what exactly, as the end of a sentence that starts with the effect.
        names: the words that are looked up in it, as the router writes them.
        reply: the router's own words, where they are known.
        source: who says so.
        mark: how sure that is, the release included. REAL: seen in a device's own output. DOC: Cisco's documentation or
            YANG model. TOOL: asserted by code that drives real devices. INF: inferred.
    """

    since: Release | None = None
    until: Release | None = None
    effect: Effect
    about: About
    what: str
    names: tuple[str, ...] = ()
    reply: str = ""
    source: str
    mark: Mark

    def holds(self, release: Release) -> bool:
        """True for this release; one that names its train only, such as 17.11, is taken for the first of it."""
        numbers = release.numbers
        if len(numbers) < _PARTS:
            release = Release(numbers=(*numbers, *(1 for _ in range(_PARTS - len(numbers)))))
        return (self.since is None or release >= self.since) and (self.until is None or release < self.until)


def _release(text: str) -> Release:
    return Release.model_validate(text)


CLIENT_PROFILE = Row(
    since=_release("16.9.1"),
    effect="takes",
    about="command",
    what="the client profile on bootflash: `crypto vpn anyconnect profile`, `anyconnect profile` in an IKEv2 profile",
    source="the document, step 6; Cisco's YANG model of 16.9.1 does not have the line yet",
    mark="DOC",
)
_OLD_SMART_DEFAULT = Row(
    until=_release("17.1.1"),
    effect="defaults to",
    about="algorithm",
    what="groups 5 and 2 alone in the IKEv2 proposal `default`, which counts where no policy is configured",
    names=("5", "2"),
    source="said of 16.x; recordings that show it name no release",
    mark="INF",
)
_SMART_DEFAULT = Row(
    since=_release("17.1.1"),
    effect="defaults to",
    about="algorithm",
    what="groups 19, 14 and 21 in the IKEv2 proposal `default`, which counts where no policy is configured",
    names=("19", "14", "21"),
    source="said of what is newer than 16.x; a recording that shows them, and group 5 behind, names no release",
    mark="INF",
)
_MODERN_PKCS12 = Row(
    since=_release("26.1.1"),
    effect="takes",
    about="file format",
    what="a PKCS12 file sealed with AES-256 and SHA-256; before, 3DES with SHA-1 is all that surely imports,"
    " and a modern file may fail in silence",
    source="an import recorded on 26.2; a report of 17.x on a wireless controller",
    mark="INF",
)
OLD_PROPOSALS = Row(
    since=_release("17.11.1"),
    effect="refuses",
    about="algorithm",
    what="DES, 3DES, MD5 and groups 1, 2, 5 and 24 in an IKEv2 proposal and in `set pfs`, unless its compliance shield"
    " is disabled",
    names=("des", "3des", "md5", "group 1", "group 2", "group 5", "group 24"),
    source="FN72510",
    mark="DOC",
)
_OLD_TRANSFORMS = Row(
    since=_release("17.11.1"),
    effect="refuses",
    about="algorithm",
    what="DES, 3DES, MD5, GMAC and NULL in a transform set, unless its compliance shield is disabled",
    names=("esp-des", "esp-3des", "esp-md5-hmac", "ah-md5-hmac", "esp-gmac", "esp-null"),
    source="FN72510",
    mark="DOC",
)

TABLE: Final = (
    Row(
        until=_release("16.10.1"),
        effect="defaults to",
        about="algorithm",
        what="key exchanges with SHA-1 and host keys of the kind ssh-rsa alone in its SSH server",
        source="no capture of 16.9 was seen",
        mark="INF",
    ),
    _OLD_SMART_DEFAULT,
    CLIENT_PROFILE,
    Row(
        since=_release("16.10.1"),
        until=_release("17.15.1"),
        effect="warns of",
        about="command",
        what="a password that is typed in clear; it is taken",
        reply=" WARNING: Command has been added to the configuration using a type 0 password. However, type 0 passwords"
        " will soon be deprecated. Migrate to a supported password type",
        source="a recording with a RADIUS key, 16.10 to 17.x",
        mark="REAL",
    ),
    _SMART_DEFAULT,
    Row(
        since=_release("17.1.1"),
        effect="shows",
        about="output",
        what="numbers before the entries of an access list in running-config",
        source="recordings of 17.x; none of 16.9 was seen",
        mark="INF",
    ),
    Row(
        since=_release("17.1.1"),
        effect="shows",
        about="output",
        what="what `secret` hashes as type 9 rather than type 5",
        source="recordings of both; where it changed is not known",
        mark="INF",
    ),
    Row(
        since=_release("17.7.1"),
        effect="takes",
        about="command",
        what=f"`{SHIELD_DISABLED}`; it has an effect after a reload",
        names=(SHIELD_DISABLED,),
        source="FN72510, FN72511",
        mark="DOC",
    ),
    Row(
        since=_release("17.9.1"),
        effect="shows",
        about="output",
        what="` hash sha256` in a trustpoint",
        source="recordings of 17.13 and 26.2 have it, those of 17.3 and 17.6 do not",
        mark="REAL",
    ),
    OLD_PROPOSALS,
    _OLD_TRANSFORMS,
    Row(
        since=_release("17.11.1"),
        effect="refuses",
        about="key",
        what="SSH with an RSA key below 2048 bits, unless its compliance shield is disabled",
        source="FN72511",
        mark="DOC",
    ),
    Row(
        since=_release("17.11.1"),
        effect="takes",
        about="key",
        what="post-quantum pre-shared keys: `ppk manual id` in a keyring, `keyring ppk` in an IKEv2 profile (17.11.1a)",
        source="recorded lines",
        mark="REAL",
    ),
    Row(
        since=_release("17.15.1"),
        effect="renames",
        about="command",
        what="master and slave of `crypto ikev2 cluster` to primary and secondary, in 17.15 or up to 17.18",
        source="Cisco's YANG models",
        mark="DOC",
    ),
    Row(
        since=_release("17.15.1"),
        effect="warns of",
        about="command",
        what="a password that is typed in clear; it is taken",
        reply=" WARNING: Command has been added to the configuration using a type 0 password. However, recommended to"
        " migrate to strong type-6 encryption",
        source="a recording of 17.15",
        mark="REAL",
    ),
    Row(
        since=_release("17.18.1"),
        effect="shows",
        about="output",
        what="the groups of each additional key exchange in lines of their own (`show crypto ikev2 proposal`)",
        source="a parser that others wrote for it",
        mark="TOOL",
    ),
    Row(
        since=_release("17.18.2"),
        effect="warns of",
        about="command",
        what="commands that it calls insecure, such as a new RSA key of SSH below 3072 bits; they are taken",
        reply=" SECURITY WARNING - Module: AAA, Command: enable password *, Reason: …, Description: …, Remediation: …",
        source="recorded lines; Cisco's list of security warnings",
        mark="REAL",
    ),
    Row(
        since=_release("17.18.2"),
        effect="warns of",
        about="command",
        what="what is insecure for want of something else, such as an SNMP user without access list; it is taken",
        reply="INSECURE DYNAMIC WARNING - Module: SNMP, Reason: …, Remediation: …",
        source="libraries that drive such routers; Cisco's list of security warnings",
        mark="TOOL",
    ),
    Row(
        since=_release("26.1.1"),
        effect="refuses",
        about="command",
        what="commands that it calls insecure, unless it has `system mode insecure`; an upgrade that finds such"
        " commands puts that line in. Which commands, and whether `username … password` is one, is not known",
        source="Cisco's documentation; the answer to `show system security mode` was recorded",
        mark="DOC",
    ),
    Row(
        since=_release("26.1.1"),
        effect="takes",
        about="algorithm",
        what="` pqc mlkem768 [mlkem1024] [optional]` in an IKEv2 proposal, `set pfs group21 pqc mlkem1024`",
        source="recorded lines",
        mark="REAL",
    ),
    _MODERN_PKCS12,
    Row(
        since=_release("26.2.1"),
        effect="takes",
        about="key",
        what="ML-DSA keys; and an elliptic curve key that was imported can become the host key of SSH and lock us out",
        source="recordings of 26.2, Cisco's YANG model",
        mark="REAL",
    ),
)


def holds_client_profile(release: Release) -> bool:
    """True where the router can hold the client profile and hand it out."""
    return CLIENT_PROFILE.holds(release)


def smart_default(release: Release) -> tuple[str, ...]:
    """The groups that IOS-XE's own IKEv2 proposal offers, as far as known."""
    return next(row.names for row in (_OLD_SMART_DEFAULT, _SMART_DEFAULT) if row.holds(release))


def reads_modern_pkcs12(release: Release) -> bool:
    """True where an import of a PKCS12 file with modern encryption was seen."""
    return _MODERN_PKCS12.holds(release)


def refused_by(release: Release, algorithms: Iterable[str], *, shield: bool) -> tuple[str, ...]:
    """Those that the release no longer takes, in the order given.

    Args:
        release: of the router.
        algorithms: of an IKEv2 proposal (``3des``, ``md5``, ``group 2``) or of a transform set (``esp-3des``).
        shield: False where the compliance shield is disabled: then it takes them all.
    """
    names = [
        name
        for row in (OLD_PROPOSALS, _OLD_TRANSFORMS)
        if shield and row.holds(release)
        for name in row.names
    ]
    return tuple(algorithm for algorithm in algorithms if algorithm in names)
