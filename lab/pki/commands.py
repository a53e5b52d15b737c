"""The PKI's commands, for the command line's table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import ConfigCommand, ExecCommand, IncompleteCommandError, InvalidInputError
from lab.pki import enrol, keys, removal, show, show_more
from lab.pki.imports import import_pkcs12
from lab.pki.pem import import_pem

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


def import_any(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto pki import NAME {pkcs12 … | pem … | certificate}`."""
    name, _, rest = args.strip().partition(" ")
    kind, _, options = rest.strip().partition(" ")
    if not name or not kind:
        raise IncompleteCommandError
    if "pkcs12".startswith(kind) and len(kind) > 1:
        yield from import_pkcs12(router, name, options)
    elif kind == "pem":
        yield from import_pem(router, name, options)
    elif "certificate".startswith(kind):
        yield from enrol.import_certificate(router, name)
    else:
        raise InvalidInputError(1)


COMMANDS = (
    ExecCommand("show crypto pki certificates", show.show_certificates, help="Show certificates"),
    ExecCommand("show crypto pki certificates storage", show_more.show_storage, help="Where they are kept"),
    ExecCommand("show crypto pki counters", show_more.show_counters, help="Show PKI counters"),
    ExecCommand("show crypto pki crls", show_more.show_crls, help="Show certificate revocation lists"),
    ExecCommand("show crypto pki timers", show_more.show_timers, help="Show PKI timers"),
    ExecCommand("show crypto key mypubkey all", keys.show_mypubkey_all, help="Show all public keys"),
    ExecCommand("show crypto pki trustpoints", show.show_trustpoints, help="Show trustpoints"),
    ExecCommand("show crypto key mypubkey rsa", keys.show_mypubkey, help="Show RSA public keys"),
    ExecCommand("show crypto key mypubkey ec", keys.show_mypubkey_ec, help="Show EC public keys"),
)
CONFIG_COMMANDS = (
    ConfigCommand("crypto pki import", import_any, help="Import certificate or pkcs12"),
    ConfigCommand("crypto pki authenticate", enrol.authenticate, help="Get the CA certificate"),
    ConfigCommand("crypto pki enroll", enrol.enroll, help="Request a certificate from a CA"),
    ConfigCommand("no crypto pki trustpoint", removal.remove_trustpoint, help="Define a CA trustpoint"),
    ConfigCommand("no crypto pki certificate chain", removal.remove_chain, help="Certificate chain"),
    ConfigCommand("crypto key generate rsa", keys.generate_rsa, help="Generate RSA keys"),
    ConfigCommand("crypto key generate ec", keys.generate_ec, help="Generate EC keys"),
    ConfigCommand("crypto key zeroize rsa", keys.zeroize_rsa, help="Remove RSA keys"),
    ConfigCommand("crypto key zeroize ec", keys.zeroize_ec, help="Remove EC keys"),
)
