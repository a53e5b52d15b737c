"""What a router does or does not, by its release: lines that exist, lines that show, forms of what is printed."""

from __future__ import annotations

import enum

from lab.releases.fact import DOC, INF, REAL, Fact


class Behaviour(enum.Enum):
    """What a router does or does not, by its release."""

    SHIELD_COMMAND = Fact(
        "17.7.1", "`crypto engine compliance shield disable` exists", DOC, "docs/iosxe.md section 11.4"
    )
    SHIELD = Fact(
        "17.11.1",
        "the compliance shield is in force, unless it was disabled before the last reload",
        DOC,
        "docs/iosxe.md section 11.4, FN72510, FN72511",
    )
    HOST_KEY_ADVICE = Fact(
        "17.11.1",
        "`show ip ssh` without keys asks for EC or RSA keys, of 2048 bits at least (release not known)",
        REAL,
        "notes on an IOL router, 17.15.1",
    )
    CLIENT_PROFILE = Fact(
        "16.9.1", "`crypto vpn anyconnect profile` exists", DOC, "the document, docs/iosxe.md section 5"
    )
    PPK = Fact("17.11.1", "`keyring ppk` exists in an IKEv2 profile", REAL, "docs/iosxe.md section 11.4")
    PQC = Fact("26.1", "an IKEv2 proposal takes `pqc`", REAL, "docs/iosxe.md section 11.4")
    TRUSTPOINT_HASH = Fact(
        "17.9", "trustpoints show their `hash`", REAL, "docs/iosxe.md sections 1.0 and 1.3"
    )
    OWN_HASH_SHA512 = Fact(
        "26.1", "trustpoints of the box have `hash sha512`", REAL, "docs/iosxe.md section 1.0: 26.2"
    )
    USER_LOGGED = Fact(
        "17.1",
        "a user who comes or goes is written to the log (release not known)",
        REAL,
        "docs/iosxe.md section 1.2: 17.15",
    )
    TUNNEL_SHUT = Fact(
        "26.1",
        "a tunnel whose protection changes is shut down",
        REAL,
        "docs/iosxe.md section 7: 26.2, not 17.x",
    )
    PLATFORM_QFP = Fact(
        "17.1",
        "a router begins with `platform qfp utilization monitor load 80` (release not known)",
        REAL,
        "C8000V 17.x",
    )
    SSH_BULK_MODE = Fact(
        "17.15",
        "a router begins with `ip ssh bulk-mode 131072` (release not known)",
        REAL,
        "docs/iosxe.md section 1.0",
    )
    C8000V = Fact(
        "17.4", "the router is a C8000V, before that a CSR1000V", REAL, "recordings of `show inventory`"
    )
    IMAGE_WORD = Fact(
        "17.1",
        "`show version` calls the image IOSXE, before that Fuji (release not known)",
        REAL,
        "recording of genieparser: 17.15",
    )
    SMART_LICENSING = Fact(
        "16.10",
        "Smart Licensing is compulsory, and nobody has registered",
        REAL,
        "recordings of `show version`",
    )
    LICENSING_BY_POLICY = Fact("17.3.2", "Smart Licensing Using Policy", REAL, "recordings of `show version`")
    THROUGHPUT_SHOWN = Fact(
        "17.1",
        "`show version` says the throughput level (release not known)",
        REAL,
        "docs/iosxe.md section 11.5",
    )
    HTTPS_TLS13 = Fact(
        "17.1",
        "`show ip http server` says TLSv1.3 TLSv1.2, before that TLSv1.2 TLSv1.1 (release not known)",
        REAL,
        "recording of genieparser",
    )
    KEY_STORAGE_SHOWN = Fact(
        "26.1",
        "`show crypto pki certificates verbose` says where the key is",
        REAL,
        "docs/iosxe.md section 2.3: 26.2",
    )
    PROFILE_SHUTDOWN_SHOWN = Fact(
        "17.1",
        "`show crypto ikev2 profile` says Shutdown (release not known)",
        REAL,
        "docs/iosxe.md section 4",
    )
    SA_IDS_SHOWN = Fact(
        "17.1",
        "`show crypto ikev2 sa` says CE id and SPIs (release not known)",
        REAL,
        "recordings of genieparser",
    )
    PEER_TYPE_SHOWN = Fact(
        "17.1", "`show crypto ikev2 sa detailed` says PEER TYPE", REAL, "docs/iosxe.md section 4: 17.x"
    )
    SPI_BEFORE_STATUS = Fact(
        "26.1",
        "`show crypto ikev2 sa detailed` has the SPIs before the status (both orders were seen)",
        REAL,
        "docs/iosxe.md section 4",
    )
    CHILD_SA_TABLE = Fact(
        "17.9",
        "`show crypto ikev2 session` has the selectors of a child SA as a table (release not known)",
        REAL,
        "recordings of genieparser",
    )
    NO_VOLUME_REKEY = Fact(
        "26.1", "IPsec SAs have no lifetime in kilobytes, and say so", REAL, "recordings of genieparser"
    )
    ACL_NUMBERS = Fact(
        "17.1",
        "access lists show numbers",
        REAL,
        "docs/iosxe.md section 1.8: 17.x",
        quirk="acl_sequence_numbers",
    )
    SECRET_TYPE9 = Fact(
        "17.1",
        "`secret` makes type 9, before that type 5",
        INF,
        "docs/iosxe.md section 1.2",
        quirk="secret_type9",
    )
    SSH_SHA1 = Fact(
        "",
        "SSH offers ssh-rsa and SHA-1 only",
        INF,
        "docs/iosxe.md section 8",
        until="16.11",
        quirk="ssh_sha1_only",
    )
    P12_MODERN = Fact(
        "17.1",
        "a PKCS12 sealed with PBES2 and AES imports",
        INF,
        "docs/iosxe.md section 2.1",
        quirk="p12_modern",
    )
    ECDSA_HOST_KEY = Fact(
        "26.1",
        "an elliptic curve key becomes a host key",
        REAL,
        "docs/iosxe.md section 2.1: 26.2",
        quirk="ecdsa_host_key",
    )
    IN_USE_QUOTED = Fact(
        "17.1",
        "`% Trustpoint 'TP' is in use.` quotes the name (both forms are known, not whose they are)",
        INF,
        "docs/iosxe.md section 2.1",
        quirk="trustpoint_in_use_quoted",
    )
    DEFAULT_MODULUS = Fact(
        "17.1",
        "`crypto key generate rsa` offers 2048 bits, before that 1024 (2048 is recorded, of no known release)",
        INF,
        "recording of genielibs",
        quirk="default_modulus_2048",
    )
    ROUTE_LEGEND = Fact(
        "17.1", "`show ip route` has a longer legend", INF, "16.x is recorded", quirk="long_route_legend"
    )
