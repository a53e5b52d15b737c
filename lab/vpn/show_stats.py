"""`show crypto ikev2 stats` and `… ext-service`: totals since boot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

_WIDE, _NARROW = "-" * 80, "-" * 62


def show_stats(router: Router, _session: Session, args: str) -> Dialogue:
    """Requests and SAs, all incoming: a headend never calls."""
    other = {"ext-service": _extended, "exchange": _exchange, "reconnect": _reconnect, "timeout": _timeout}
    if args:
        yield from other[args](router)
        return
    totals, active = router.vpn.totals, len(router.vpn.sessions)
    total, accepted, rejected = totals["requests"], totals["accepted"], totals["rejected"]
    yield (
        f"{_WIDE}\n                          Crypto IKEv2 SA Statistics\n{_WIDE}\n"
        "System Resource Limit:   0        Max IKEv2 SAs: 0        Max in nego(in/out): 40/400\n"
        f"Total incoming IKEv2 SA Count:    {active:<8} active:        {active:<8} negotiating: 0     \n"
        "Total outgoing IKEv2 SA Count:    0        active:        0        negotiating: 0     \n"
        f"Incoming IKEv2 Requests: {total:<8} accepted:      {accepted:<8} rejected:    {rejected:<8}\n"
        "Outgoing IKEv2 Requests: 0        accepted:      0        rejected:    0       \n"
        f"Rejected IKEv2 Requests: {rejected:<8} rsrc low:      0        SA limit:    0       \n"
        "IKEv2 packets dropped at dispatch: 0       \n"
        "Incoming Requests dropped as LOW Q limit reached : 0       \n"
        "Incoming IKEV2 Cookie Challenged Requests: 0       \n"
        "    accepted: 0        rejected: 0        rejected no cookie: 0       \n"
        "Total Deleted sessions of Cert Revoked Peers: 0       \n"
    )


def _extended(router: Router) -> Dialogue:
    totals = router.vpn.totals
    rows: tuple[tuple[str, tuple[tuple[str, int, int], ...]], ...] = (
        (
            "AAA",
            (
                ("RECEIVING PSKEY", 0, 0),
                ("AUTHENTICATION USING EAP", totals["eap passed"], totals["eap failed"]),
                ("START ACCOUNTING", 0, 0),
                ("STOP ACCOUNTING", 0, 0),
                ("AUTHORIZATION", totals["authorization passed"], totals["authorization failed"]),
            ),
        ),
        (
            "IPSEC",
            (
                ("IPSEC POLICY VERIFICATION", totals["accepted"], 0),
                ("SA CREATION", totals["accepted"], 0),
                ("SA DELETION", totals["deleted"], 0),
            ),
        ),
        (
            "CRYPTO ENGINE",
            (
                ("DH PUBKEY GENERATED", totals["requests"], 0),
                ("DH SHARED SECKEY GENERATED", totals["requests"], 0),
                ("SIGNATURE SIGN", totals["signed"], 0),
                ("SIGNATURE VERIFY", 0, 0),
            ),
        ),
        (
            "PKI",
            (
                ("VERIFY CERTIFICATE", 0, 0),
                ("FETCHING CERTIFICATE USING HTTP", 0, 0),
                ("FETCHING PEER CERTIFICATE USING HTTP", 0, 0),
                ("GET ISSUERS", totals["requests"], 0),
                ("GET CERTIFICATES FROM ISSUERS", totals["signed"], 0),
                ("GET DN FROM CERT", 0, 0),
            ),
        ),
        ("GKM", (("GET_POLICY", 0, 0), ("SET_POLICY", 0, 0))),
    )
    for name, operations in rows:
        heading = f"{name} OPERATION"
        line = "-" * 63 if name == "CRYPTO ENGINE" else _NARROW
        yield f"{line}\n{heading:<44} PASSED     FAILED\n{_NARROW}\n"
        yield "".join(f"{what:<40}{passed:>11}{failed:>11}\n" for what, passed, failed in operations)


def _exchange(router: Router) -> Dialogue:
    totals = router.vpn.totals
    began, authenticated = totals["requests"], totals["signed"]
    yield "EXCHANGE/NOTIFY                   TX(REQ)    TX(RES)    RX(REQ)    RX(RES)\n\nEXCHANGES\n\n"
    for name, count in (
        ("IKE_SA_INIT", began),
        ("IKE_AUTH", authenticated),
        ("INFORMATIONAL", totals["deleted"]),
    ):
        yield f"{name:<31}{0:>10}{count:>11}{count:>11}{0:>11}\n"
    yield "\n"


def _reconnect(_router: Router) -> Dialogue:
    """`show crypto ikev2 stats reconnect` (form REAL): no client of the lab comes back to its session."""
    yield (
        "\nTotal incoming reconnect connection: 0\n"
        "Success reconnect connection: 0\n"
        "Failed reconnect connection: 0\n"
        "Reconnect capable active session count: 0\n"
        "Reconnect capable inactive session count: 0\n\n"
    )


def _timeout(_router: Router) -> Dialogue:
    """`show crypto ikev2 stats timeout` (form REAL)."""
    yield f"\n{'-' * 41}\nIKEV2 TIMER                     TIMED OUT\n{'-' * 41}\n"
    for timer in ("EXT SERVICE", "AUTH", "PACKET MAXIMUM RETRANS", "DPD MAX RETRANS"):
        yield f"{timer + ' TIMER':<32}{0:>9}\n"


def show_errors(_router: Router, _session: Session, _args: str) -> Dialogue:
    """`show crypto ikev2 diagnose error`: the table that nobody turned on (form REAL)."""
    yield "Exit Path Table - status: disable, current entry 0, deleted 0, max allow 50\n\n\n"


def show_isakmp(_router: Router, _session: Session, _args: str) -> Dialogue:
    """`show crypto isakmp sa`: IKEv1, which nobody speaks here."""
    yield "IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n\n"
    yield "IPv6 Crypto ISAKMP SA\n\n"
