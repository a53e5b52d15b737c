"""Taking out of IOS-XE's own text what nobody outside may read, whether this program knows the value or not.

`flexvpn.base.redactor` takes out values that are known. Here the form decides: passwords and secrets of every type
(0, 5, 6, 7, 8, 9), keys shared with others, SNMP communities, private keys, what debugs show of packets. Where a line
leaves a doubt, more is taken out and not less: somebody else's network reads what is left.
"""

from __future__ import annotations

import re
from typing import Final

from flexvpn.base.secrets import MASK

_TYPE: Final = r"(?:\d{1,2}\s+)?"
_QUALIFIERS: Final = (
    r"(?:(?:level\s+\d+|local|remote|md5|sha|sha1|sha256|sha384|sha512|hmac-\S+|ascii|hex|text|set-key|encrypted|clear"
    r"|key-string|\d{1,2})\s+)*"
)
_WORD: Final = rf"(?:{re.escape(MASK)}|\S+)"
_TRAPS: Final = (
    r"\b(snmp-server\s+host\s+\S+\s+(?:vrf\s+\S+\s+)?(?:(?:traps|informs)\s+)?"
    r"(?:version\s+(?:1|2c|3\s+(?:auth|noauth|priv))\s+)?)"
)
_KEYWORDS: Final = (
    "password|passwd|secret|pre-shared-key|key-string|authentication-key|message-digest-key|server-key|auth-key|hex-key"
    "|passphrase|shared-secret|challenge-password|wpa-psk|psk|password-encrypt|master-key|authentication text"
)

_RULES: Final = tuple(
    (re.compile(pattern, re.MULTILINE | re.IGNORECASE), replacement)
    for pattern, replacement in (
        # A keyword, the kind of value, and the value to the end of the line. `password encryption aes` has none.
        (
            rf"(?<![\w<-])((?:{_KEYWORDS})[ \t]+{_QUALIFIERS})(?!encryption aes[ \t]*$)(\S.*)$",
            rf"\g<1>{MASK}",
        ),
        (r"(?<![\w<])((?:password|passwd|secret|passphrase)\s*[:=]\s*)(\S.*)$", rf"\g<1>{MASK}"),
        # Keys of RADIUS, TACACS+ and ISAKMP peers, on a line of their own or behind a server's name.
        (
            rf"((?:^|command:|\|)[+\-\s]*(?:no\s+)?(?-i:key)\s+{_TYPE})(?!chain\s|config-key\s|\d{{1,3}}\s*$){_WORD}",
            rf"\g<1>{MASK}",
        ),
        (
            rf"\b((?:tacacs-server|radius-server|server-private|server|isakmp|client|host|pre-share)\b.*?\bkey\s+{_TYPE}){_WORD}",
            rf"\g<1>{MASK}",
        ),
        (rf"\b(snmp-server\s+community\s+){_WORD}", rf"\g<1>{MASK}"),
        (
            rf"{_TRAPS}{_WORD}",
            rf"\g<1>{MASK}",
        ),
        (r"\b(snmp-server\s+user\s+\S+\s+\S+\s+v\d\s+.*?(?:auth|encrypted)\s+)(\S.*)$", rf"\g<1>{MASK}"),
        (
            r"\b((?:standby|vrrp|glbp)\s+\d+\s+authentication\s+(?:md5\s+)?)(?!key-chain\s)(\S.*)$",
            rf"\g<1>{MASK}",
        ),
        (r"\b(nhrp\s+authentication\s+)(\S.*)$", rf"\g<1>{MASK}"),
        (r"(://[^\s/:@]+:)([^\s/@]+)(?=@)", rf"\g<1>{MASK}"),
        (
            r"(<((?:secondary_)?password|session-token|session-id|opaque|aggregate-token)\b[^>]*>)(.*?)(</\2>|$)",
            rf"\g<1>{MASK}\g<4>",
        ),
        # A digest, wherever it stands: $1$, $5$, $8$, $9$, $14$.
        (r"\$\d{1,2}\$[^\s$]+\$[^\s\"'<]+", MASK),
    )
)
_PRIVATE_KEY: Final = re.compile(
    r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)(.*?)(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_PACKET: Final = re.compile(
    r"(?:(?<![0-9A-Za-z])(?:0x)?(?:[0-9A-Fa-f]{2}[ \t:]{0,2}){16,}|(?:[0-9A-Fa-f]{8}[ \t]+){3,}[0-9A-Fa-f]{2,8})"
)
_HEX: Final = re.compile(r"[0-9A-Fa-f]{2}")


def withhold(text: str) -> str:
    """The text with a mask in place of every secret that IOS-XE could have printed in it."""
    text = _PRIVATE_KEY.sub(rf"\g<1>\n{MASK}\n\g<3>", text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def withhold_packets(text: str) -> str:
    """The text of a debug or a log, without dumps of packets as well: what a client typed stands in them as hex."""
    return withhold(_PACKET.sub(_dump, text))


def _dump(found: re.Match[str]) -> str:
    return f"<{len(_HEX.findall(found[0]))} bytes withheld> "
