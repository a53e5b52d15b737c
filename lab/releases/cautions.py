"""What a router warns of though it takes the line, in its words, by release."""

from __future__ import annotations

import dataclasses
import enum

from lab.releases.fact import DOC, INF, REAL, TOOL, Fact


class Upon(enum.Enum):
    """What a router warns of."""

    USER = "a user's plain password"
    ENABLE = "a plain `enable password`"
    SHORT_KEY = "an RSA key below 2048 bits that is generated"
    HOST_KEY = "an RSA key below 3072 bits that is generated"
    SNMP = "an SNMP user without an access list"
    WEAK_CIPHER = "a forbidden encryption algorithm that is taken"
    WEAK_HASH = "a forbidden hash that is taken"
    WEAK_GROUP = "a forbidden Diffie-Hellman group that is taken"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Caution(Fact):
    """A warning: the line is taken, and the router says ``words``; with ``log``, in its log as well or only there."""

    upon: Upon
    words: str
    log: str = ""
    printed: bool = True


_TYPE0 = " WARNING: Command has been added to the configuration using a type 0 password. However, "
_STORAGE = (
    "Reason: Configuration employs an Insecure method for password storage, Description: {} password configured "
    "with weak encryption instead of secure type 6 or 9 encryption, Remediation: Please consider migrating to a "
    "secure alternative such as Type-6 or Type-9"
)
CAUTIONS = (
    Caution(
        "16.10",
        "warns of type 0",
        REAL,
        "docs/iosxe.md section 1.2",
        until="17.9",
        quirk="type0_warning",
        upon=Upon.USER,
        words=f"{_TYPE0}type 0 passwords will soon be deprecated. Migrate to a supported password type",
        log="AAAA-4-CLI_DEPRECATED",
    ),
    Caution(
        "17.9",
        "warns of type 0 in other words (17.15, began somewhere after 16.10)",
        REAL,
        "docs/iosxe.md section 1.2",
        quirk="type0_warning",
        upon=Upon.USER,
        words=f"{_TYPE0}recommended to migrate to strong type-6 encryption",
        log="AAAA-4-CLI_DEPRECATED",
    ),
    Caution(
        "17.18.2",
        "gives a SECURITY WARNING as for `enable password`",
        INF,
        "docs/iosxe.md section 11.4",
        quirk="password_security_warning",
        upon=Upon.USER,
        words=f" SECURITY WARNING - Module: AAA, Command: username * password *, {_STORAGE.format('Username')}",
    ),
    Caution(
        "17.15",
        "warns of type 0 (17.15.1; release not known)",
        REAL,
        "recordings of routers being set up",
        upon=Upon.ENABLE,
        words=" WARNING: Configured enable password CLI with weak encryption type 0 will be deprecated in future. "
        "Hence please migrate to enable secret CLI which accomplishes same functionality as enable password CLI "
        "and which also supports strong irreversible encryption type 9",
        log="AAAA-4-CLI_DEPRECATED",
    ),
    Caution(
        "17.18.2",
        "gives a SECURITY WARNING",
        REAL,
        "docs/iosxe.md section 11.4",
        upon=Upon.ENABLE,
        words=f" SECURITY WARNING - Module: AAA, Command: enable password *, {_STORAGE.format('Enable')}",
    ),
    Caution(
        "17.6.1",
        "writes to its log where SSH uses it",
        DOC,
        "FN72511",
        upon=Upon.SHORT_KEY,
        words="SSH RSA Key Size compliance violation detected. Kindly note that the usage of keys smaller than "
        "2048 bits will be deprecated in the upcoming releases. Please revise your key configuration accordingly "
        "to avoid service impact.",
        log="SSH-5-SSH_COMPLIANCE_VIOLATION_RSA_KEY_SIZE",
        printed=False,
    ),
    Caution(
        "17.18.2",
        "gives a SECURITY WARNING",
        REAL,
        "docs/iosxe.md section 11.4, unicon",
        upon=Upon.HOST_KEY,
        words="SECURITY WARNING - Module: SSH, Command: crypto key generate rsa ..., "
        "Reason: SSH RSA host key uses insufficient key length, "
        "Remediation: Configure SSH RSA host key with minimum key length of 3072 bits",
    ),
    Caution(
        "17.18.2",
        "gives an INSECURE DYNAMIC WARNING (release not known)",
        TOOL,
        "genielibs, unicon",
        upon=Upon.SNMP,
        words="INSECURE DYNAMIC WARNING - Module: SNMP, Reason: SNMP User without ACL, "
        "Remediation: Use SNMP User with AccessList",
    ),
    Caution(
        "17.6.1",
        "warns (recorded for IKEv1)",
        DOC,
        "FN72510",
        quirk="weak_algorithms_warned",
        upon=Upon.WEAK_CIPHER,
        words="%Warning: weaker encryption algorithm is deprecated",
    ),
    Caution(
        "17.6.1",
        "warns (in words like those for encryption)",
        INF,
        "FN72510",
        quirk="weak_algorithms_warned",
        upon=Upon.WEAK_HASH,
        words="%Warning: weaker hash algorithm is deprecated",
    ),
    Caution(
        "17.6.1",
        "warns (in words like those for encryption)",
        INF,
        "FN72510",
        quirk="weak_algorithms_warned",
        upon=Upon.WEAK_GROUP,
        words="%Warning: weaker dh-group is deprecated",
    ),
)
