"""Shows of the box and of its licences: ``show inventory``, ``show platform``, ``show license``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand
from lab.releases import Behaviour

if TYPE_CHECKING:
    import datetime

    from lab.dialogue import Dialogue
    from lab.release import Release
    from lab.router import Router
    from lab.session import Session

# A virtual router has no processor card of its own: all that were recorded say this number.
MODULE = "JAB1303001C"
SLOTS = ("R0", "F0")
UNREGISTERED = """\
Smart Licensing is ENABLED

Registration:
  Status: UNREGISTERED
  Export-Controlled Functionality: NOT ALLOWED

License Authorization:\x20
  Status: No Licenses in Use

"""
POLICY = f"""\
Account Information:
  Smart Account: <none>
  Virtual Account: <none>

License Usage:
  License                 Entitlement Tag               Count Status
  {"-" * 77}
  No licenses in use

"""


def show_inventory(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show inventory`` (form REAL, CSR1000V of 16.x and 17.3, C8000V 17.15.4)."""
    box = router.hardware
    rows = (
        ("Chassis", "Chassis", "V00", box.serial),
        ("module R0", "Route Processor", "V00", MODULE),
        ("module F0", "Embedded Services Processor", "", ""),
    )
    for name, what, version, serial in rows:
        yield f'NAME: "{name}", DESCR: "Cisco {box.title} {what}"\n'
        yield f"PID: {box.pid:<18}, VID: {version:<5}, SN: {serial:<11}\n\n"


def show_platform(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show platform``: form REAL of hardware; that a virtual router has these two slots and no versions is INF."""
    box, since = router.hardware, ago(router.clock.now() - router.booted)
    yield f"Chassis type: {box.pid:<20}\n\n"
    yield "Slot      Type                State                 Insert time (ago) \n"
    yield f"{'-' * 9} {'-' * 19} {'-' * 21} {'-' * 17} \n"
    yield from (f"{slot:<10}{box.pid:<20}{'ok, active':<22}{since:<14}\n" for slot in SLOTS)
    yield "\nSlot      CPLD Version        Firmware Version                        \n"
    yield f"{'-' * 9} {'-' * 19} {'-' * 39} \n"
    yield from (f"{slot:<10}{'N/A':<20}{'N/A':<40}\n" for slot in SLOTS)
    yield "\n"


def ago(time: datetime.timedelta) -> str:
    """``00:33:53``, ``2d00h``, ``1w5d``: how long ago, as IOS-XE shortens it."""
    hours, rest = divmod(int(time.total_seconds()), 3600)
    days = hours // 24
    if not days:
        return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return f"{days}d{hours % 24:02}h" if days < 7 else f"{days // 7}w{days % 7}d"


def smart_licensing(release: Release) -> str:
    """What ``show version`` says of Smart Licensing: optional, then compulsory, then without registration (REAL)."""
    if Behaviour.LICENSING_BY_POLICY.value.holds(release):
        return "Smart Licensing Using Policy"
    compulsory = Behaviour.SMART_LICENSING.value.holds(release)
    return "UNREGISTERED/No Licenses in Use" if compulsory else "Smart Licensing is DISABLED"


def show_license(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show license summary`` of a router that nobody licensed.

    Form REAL but for that of 16.9, which is INF.
    """
    state = smart_licensing(router.release)
    if state.startswith("UNREGISTERED"):
        yield UNREGISTERED
    else:
        yield POLICY if state.endswith("Policy") else f"{state}\n\n"


def show_udi(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show license udi``: what Cisco knows the router by."""
    yield f"UDI: PID:{router.hardware.pid},SN:{router.hardware.serial}\n\n"


COMMANDS = (
    ExecCommand("show inventory", show_inventory, 1, "Show the physical inventory", "[<line>]"),
    ExecCommand("show platform", show_platform, 1, "Show platform information", ""),
    ExecCommand("show license summary", show_license, 1, "Show license summary", ""),
    ExecCommand("show license udi", show_udi, 1, "Show license udi information", ""),
)
