"""EAP and AAA: from the user's password to an address of the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.vpn.settings import first_free, name_of, pool_ranges
from lab.vpn.users import Verdict, verify_user

if TYPE_CHECKING:
    from lab.router import Router
    from lab.tree import Node
    from lab.vpn.walk import Walk

_GROUP = "aaa authorization group anyconnect-eap list"
_GROUP_OVERRIDE = "aaa authorization group override anyconnect-eap list"
_USER = "aaa authorization user anyconnect-eap"


def aggregate_auth(walk: Walk) -> None:
    """AnyConnect-EAP: `hello`, `auth-request`, the answer, and the login list that judges it."""
    profile, totals = walk.profile, walk.router.vpn.totals
    if profile is None or not profile.find("authentication remote anyconnect-eap"):
        raise walk.error("Authentication failed: the profile's remote method is not anyconnect-eap")
    walk.say("Sending AnyConnect EAP 'hello' request")
    walk.say("Processing AnyConnect EAP response")
    walk.say("Sending AnyConnect EAP 'auth-request'")
    walk.say("Processing AnyConnect EAP response")
    method = profile.value("aaa authentication anyconnect-eap")
    if method is None:
        raise walk.error(
            "Authentication failed: no AAA authentication list for AnyConnect-EAP in the profile"
        )
    verdict = verify_user(walk.router, method, walk.client.user, walk.client.password)
    if verdict is not Verdict.GOOD:
        totals["eap failed"] += 1
        raise walk.error(f"Authentication failed for user {walk.client.user}: {verdict.value}")
    totals["eap passed"] += 1
    walk.say("Sending AnyConnect EAP 'VERIFY' request")


def group_authorization(walk: Walk) -> None:
    """`aaa authorization group anyconnect-eap list L P`: network list and IKEv2 authorization policy."""
    if walk.profile is None:
        return
    words = (walk.profile.value(_GROUP) or walk.profile.value(_GROUP_OVERRIDE) or "").split()
    if not words:
        walk.say("No group authorization is configured: no attributes")
        return
    totals = walk.router.vpn.totals
    if not list_is_local(walk.router, words[0]):
        totals["authorization failed"] += 1
        raise walk.error(f"Group authorization failed: AAA network list {words[0]} is not there or not local")
    name = words[1] if len(words) > 1 else "default"
    policy = walk.router.running.child(f"crypto ikev2 authorization policy {name}")
    if policy is None and name != "default":
        totals["authorization failed"] += 1
        raise walk.error(f"Group authorization failed: no authorization policy {name}")
    totals["authorization passed"] += 1
    walk.policy = policy
    walk.routes = _routes(walk.router, policy)


def user_authorization(walk: Walk) -> None:
    """`cached` needs nothing of its own; a list must be there."""
    words = ((walk.profile.value(_USER) if walk.profile else None) or "").split()
    if words[:1] == ["list"] and not list_is_local(walk.router, words[1]):
        raise walk.error(f"User authorization failed: AAA network list {words[1]} is not there or not local")
    if not words and walk.router.quirks.user_authorization_needed:
        raise walk.error("User authorization failed: no attributes were cached")


def address(walk: Walk) -> None:
    """INTERNAL_IP4_ADDRESS: the lowest address of the policy's pool that no session has."""
    if walk.policy is None:
        raise walk.error("Failed to allocate IP addr: no authorization policy gives a pool")
    pool = walk.policy.value("pool")
    if pool is None:
        raise walk.error(
            f"Failed to allocate IP addr: no pool in authorization policy {name_of(walk.policy)}"
        )
    if not pool_ranges(walk.router, pool):
        raise walk.error(f"Failed to allocate IP addr: no such local pool {pool}")
    free = first_free(walk.router, pool, walk.router.vpn.leases)
    if free is None:
        raise walk.error(f"Failed to allocate IP addr: local pool {pool} is exhausted")
    walk.address, walk.pool = free, pool
    walk.say(f"Assigned address {free} from pool {pool}")


def list_is_local(router: Router, name: str) -> bool:
    """Whether `aaa authorization network NAME` stands and asks the local database."""
    node = router.running.child(f"aaa authorization network {name}")
    return node is not None and router.running.has("aaa new-model") and "local" in node.text.split()[4:]


def _routes(router: Router, policy: Node | None) -> tuple[str, ...]:
    if policy is None:
        return ()
    routes: list[str] = []
    for node in policy.find("route set access-list"):
        name = name_of(node)
        block = router.running.child(f"ip access-list standard {name}")
        for line in block.children if block else ():
            words = line.text.split()
            words = words[1:] if words[0].isdigit() else words
            if words[0] == "permit":
                routes.append(" ".join(words[1:]))
    return tuple(routes)
