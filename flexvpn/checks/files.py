"""Are the files on bootflash the intended ones, byte for byte?"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.checks.check import failed, passed, skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict


def profile(subject: Subject) -> Iterator[Verdict]:
    """The client profile on bootflash is the rendered one, and running-config has the line that hands it out.

    A client asks for it once it is logged in; "if the profile is not available, the connection fails" (the document).
    """
    section, observation = subject.headend.anyconnect_profile, subject.inspection.observation
    if not section.applies(observation.release):
        yield skipped(f"{observation.release} holds no client profile: `headend kit`")
        return
    content = subject.materials.files.get(section.file)
    intended = md5(content, usedforsecurity=False).hexdigest() if content is not None else ""
    digest = observation.digests.get(section.file)
    place = f"bootflash:/{section.file}"
    if digest is None:
        # The router may still hold the profile that it read when the line was entered (docs/iosxe.md section 5).
        yield failed(f"{place} is missing", "`headend deploy` puts it there", Admits.UNSURE)
    elif digest != intended:
        # Clients fetch the profile after their log-in, which fails where nothing serves it to them.
        admits = Admits.UNSURE if subject.headend.profile_download is None else Admits.ALL
        yield failed(
            f"{place} has MD5 {digest}, meant is {intended}", "`headend deploy` puts it right", admits
        )
    elif not subject.config.starting(f"crypto vpn anyconnect profile {section.name} "):
        yield failed(f"no line `crypto vpn anyconnect profile {section.name}`", "`headend deploy` sends it")
    else:
        yield passed(f"{place} MD5 {digest}")
