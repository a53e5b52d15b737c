"""What a release has without anybody typing it: the smart defaults of IKEv2, and the date of its image."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lab.releases.fact import INF, Fact

if TYPE_CHECKING:
    from lab.release import Release


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SmartDefault(Fact):
    """The IKEv2 proposal `default`, which running-config does not show, as `show crypto ikev2 proposal` lists it."""

    encryption: tuple[str, ...]
    hashes: tuple[str, ...]
    groups: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Build:
    """Year of the image, and when it was compiled: made up, as every image has some."""

    since: str
    year: int
    compiled: str


OLD_SMART_DEFAULT = SmartDefault(
    "",
    "the IKEv2 proposal default offers groups 5 and 2 only",
    INF,
    "docs/iosxe.md section 10",
    until="17.1",
    encryption=("aes-cbc-256", "aes-cbc-192", "aes-cbc-128"),
    hashes=("sha512", "sha384", "sha256", "sha1", "md5"),
    groups=(5, 2),
)
NEW_SMART_DEFAULT = SmartDefault(
    "17.1",
    "the IKEv2 proposal default offers groups 19, 14, 21 and 5 (recorded, of no known release)",
    INF,
    "docs/iosxe.md section 10, recording of genieparser",
    quirk="smart_default_modern",
    encryption=("aes-cbc-256",),
    hashes=("sha512", "sha384"),
    groups=(19, 14, 21, 5),
)
BUILDS = (
    Build("26.1", 2026, "Fri 15-May-26 08:40"),
    Build("17.1", 2023, "Fri 21-Jul-23 05:14"),
    Build("1.1", 2018, "Mon 05-Nov-18 19:32"),
)


def build_of(release: Release) -> Build:
    """The build of a release."""
    return next(build for build in BUILDS if release.at_least(build.since))
