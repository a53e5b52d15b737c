"""Where a client looks for its files, by product and system (docs/iosxe.md section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

System = Literal["Windows", "macOS", "Linux"]


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one client on one system.

    Attributes:
        client: the product, as its window calls itself.
        system: the operating system.
        profile_folder: where profiles are.
        policy_folders: where the local policy is; of two, the one that already has it.
    """

    client: str
    system: System
    profile_folder: str
    policy_folders: tuple[str, ...]

    def copy_profile(self, file: str) -> str:
        """The command that copies the profile there, for an administrator in the kit's folder."""
        if self.system == "Windows":
            return f'copy {file} "{self.profile_folder}\\"'
        return f"sudo cp {file} {self.profile_folder}/"


_ANYCONNECT_4: Final = "AnyConnect 4.x"
_SECURE_CLIENT_5: Final = "Secure Client 5"
_OLD_WINDOWS: Final = r"C:\ProgramData\Cisco\Cisco AnyConnect Secure Mobility Client"
_OLD_UNIX: Final = "/opt/cisco/anyconnect"
_NEW_WINDOWS: Final = r"C:\ProgramData\Cisco\Cisco Secure Client"
_NEW_UNIX: Final = "/opt/cisco/secureclient"

PLACES: Final = (
    Place(_ANYCONNECT_4, "Windows", rf"{_OLD_WINDOWS}\Profile", (_OLD_WINDOWS,)),
    Place(_ANYCONNECT_4, "macOS", f"{_OLD_UNIX}/profile", (_OLD_UNIX,)),
    Place(_ANYCONNECT_4, "Linux", f"{_OLD_UNIX}/profile", (_OLD_UNIX,)),
    Place(
        _SECURE_CLIENT_5, "Windows", rf"{_NEW_WINDOWS}\VPN\Profile", (rf"{_NEW_WINDOWS}\VPN", _NEW_WINDOWS)
    ),
    Place(_SECURE_CLIENT_5, "macOS", f"{_NEW_UNIX}/vpn/profile", (f"{_NEW_UNIX}/vpn", _NEW_UNIX)),
    Place(_SECURE_CLIENT_5, "Linux", f"{_NEW_UNIX}/vpn/profile", (f"{_NEW_UNIX}/vpn", _NEW_UNIX)),
)
