"""The kit: the files that a user's machine needs, and a page that says where each of them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.client import local_policy, profile
from flexvpn.client.local_policy import LocalPolicy, needs_local_policy
from flexvpn.client.places import PLACES
from flexvpn.client.text import render_client
from flexvpn.ios.releases import CLIENT_PROFILE

if TYPE_CHECKING:
    from flexvpn.base.values import Release
    from flexvpn.client.profile import ClientProfile

PAGE = "install.html"


def build_kit(
    headend: str, client_profile: ClientProfile, release: Release, *, updates_itself: bool = False
) -> dict[str, bytes]:
    """The files for the users of one headend, by relative path.

    Args:
        headend: its name in the inventory.
        client_profile: what the headend's users connect with.
        release: IOS-XE of the router; before 16.9.1 the kit includes the local policy, and the page says why.
        updates_itself: the router serves profile updates (profile download is configured).

    Returns:
        ``acvpn.xml``, ``install.html`` and, for old routers, ``AnyConnectLocalPolicy.xml``.
    """
    bypass = needs_local_policy(release)
    files = {profile.FILE_NAME: client_profile.xml()}
    if bypass:
        files[local_policy.FILE_NAME] = LocalPolicy().xml()
    files[PAGE] = render_client(
        "install.html.j2",
        headend=headend,
        servers=client_profile.servers,
        release=release,
        profile_on_router=CLIENT_PROFILE.since,
        profile_file=profile.FILE_NAME,
        policy_file=local_policy.FILE_NAME if bypass else None,
        updates_itself=updates_itself and not bypass,
        places=PLACES,
    )
    return files
