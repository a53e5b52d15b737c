"""Are there addresses for clients, and are the loopback and the template up that their sessions need?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.values import AddressRange
from flexvpn.checks.check import failed, passed, skipped, warned
from flexvpn.facts import interfaces, local_pool
from flexvpn.ios.addresses import AddressSet
from flexvpn.sections.intended import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict

_DEPLOY = "`headend deploy` sends it"
_OTHERS = ("tunnel protection ", "ip nat ")


def pools_exist(subject: Subject) -> Iterator[Verdict]:
    """Every pool of the intent exists with every address of its ranges."""
    for pool in subject.headend.address_pools:
        held = pools_of(subject).get(pool.name, AddressSet())
        missing, more = AddressSet.of(pool.ranges) - held, held - AddressSet.of(pool.ranges)
        if missing:
            text = ", ".join(str(part) for part in missing.ranges)
            there = pool.name in pools_of(subject)
            yield failed(
                f"{pool.name} lacks {text}", _DEPLOY, Admits.ALL if there else _without(subject, pool.name)
            )
        if more:
            text = f"{pool.name} holds {', '.join(str(part) for part in more.ranges)} beside what is meant"
            yield failed(text, "`headend deploy` takes it away, or add it to the intent", Admits.ALL)
        if not (missing or more):
            yield passed(f"{pool.name}: {', '.join(str(part) for part in pool.ranges)}")


def pools_free(subject: Subject) -> Iterator[Verdict]:
    """The next client gets an address, and some more after it do."""
    shown_pools = {pool.name: pool for pool in subject.facts(local_pool.read).records}
    least = subject.headend.expectations.pool_free_percent
    for pool in subject.headend.address_pools:
        shown = shown_pools.get(pool.name)
        if shown is None:
            without = _without(subject, pool.name)
            yield failed(f"`show ip local pool` does not list {pool.name}", _DEPLOY, without)
            continue
        text = f"{pool.name}: {shown.free} of {shown.size} addresses free"
        grow = "add a range to the pool in the intent"
        if shown.free == 0:
            yield failed(text, grow, _without(subject, pool.name))
        elif shown.free * 100 < least * shown.size:
            yield warned(f"{text}, less than {least} %", grow)
        else:
            yield passed(text)


def pools_apart(subject: Subject) -> Iterator[Verdict]:
    """No other pool of the router holds an address of ours."""
    pools = pools_of(subject)
    ours = {pool.name for pool in subject.headend.address_pools}
    clashes = [
        f"{pool.name} and {name}"
        for pool in subject.headend.address_pools
        for name, held in pools.items()
        if name not in ours and AddressSet.of(pool.ranges) & held
    ]
    if clashes:
        yield failed(
            f"overlap: {', '.join(clashes)}", "two clients could get one address: change one of the pools"
        )
    else:
        yield passed(f"{', '.join(sorted(ours))}: no other pool holds these addresses")


def loopback_up(subject: Subject) -> Iterator[Verdict]:
    """The loopback whose address the sessions borrow is up."""
    name = f"Loopback{subject.headend.loopback.number}"
    loopback = next(
        (interface for interface in subject.facts(interfaces.read).records if interface.name == name), None
    )
    if loopback is None:
        yield failed(f"there is no {name}", _DEPLOY)
    elif not loopback.up:
        yield failed(f"{name} is {loopback.status}, protocol {loopback.protocol}", f"`no shutdown` on {name}")
    elif loopback.address is None:
        yield failed(f"{name} has no address", _DEPLOY)
    elif loopback.address != subject.headend.loopback.address:
        text = f"{name} has {loopback.address}, meant is {subject.headend.loopback.address}"
        yield failed(text, _DEPLOY, Admits.ALL)
    else:
        yield passed(f"{name} {loopback.address} is up")


def template_up(subject: Subject) -> Iterator[Verdict]:
    """The template is as intended and not shut down; it is never up itself, only its copies are."""
    name = f"Virtual-Template{subject.headend.virtual_template.number}"
    template = next(
        (interface for interface in subject.facts(interfaces.read).records if interface.name == name), None
    )
    if template is None:
        yield failed(f"there is no {name}", _DEPLOY)
    elif template.status.startswith("admin"):
        yield failed(f"{name} is {template.status}", f"`no shutdown` on {name}")
    elif missing := _missing_of_template(subject, name):
        harmless = all(line.startswith("ip mtu ") for line in missing)
        text = f"{name} lacks {', '.join(f'`{line}`' for line in missing)}"
        yield failed(text, _DEPLOY, Admits.ALL if harmless else None)
    else:
        yield passed(f"{name} is {template.status}, as templates are, with every line that is meant")


def _missing_of_template(subject: Subject, name: str) -> list[str]:
    """Lines that the router's template lacks; those of other sections belong to `ikev2-attached` and `nat`."""
    parts = (part for part in render(subject.headend) if part.name == "virtual_template")
    intended = [line for part in parts for block in part.config for line in block.children]
    block = subject.block(f"interface {name}")
    there = block.children if block else ()
    return [line for line in intended if line not in there and not line.startswith(_OTHERS)]


def translated(subject: Subject) -> Iterator[Verdict]:
    """Where traffic leaves by NAT, the rule, its access list and both interfaces' lines are there."""
    nat = subject.headend.nat
    if nat is None:
        yield skipped("the intent has no NAT")
        return
    outside = subject.block(f"interface {nat.outside_interface}")
    template = subject.block(f"interface Virtual-Template{nat.virtual_template}")
    conditions = {
        f"the rule for list {nat.access_list}": bool(
            subject.config.starting(f"ip nat inside source list {nat.access_list} ")
        ),
        f"`ip nat outside` on {nat.outside_interface}": bool(
            outside and "ip nat outside" in outside.children
        ),
        "`ip nat inside` on the template": bool(template and "ip nat inside" in template.children),
        f"a permit in access list {nat.access_list}": permits(subject, nat.access_list),
    }
    missing = [name for name, there in conditions.items() if not there]
    yield failed(f"missing: {', '.join(missing)}", _DEPLOY) if missing else passed(", ".join(conditions))


def permits(subject: Subject, name: str) -> bool:
    """True where the access list is there and permits anything."""
    block = next(
        (
            access_list
            for kind in ("standard", "extended")
            if (access_list := subject.config.block(f"ip access-list {kind} {name}"))
        ),
        None,
    )
    return any(" permit " in f" {line} " for line in (block.children if block else ()))


def _without(subject: Subject, pool: str) -> Admits:
    """Who gets in without this pool: nobody, where our clients' authorization policy takes addresses from it."""
    name = subject.headend.ikev2_profile.authorization_policy
    policies = subject.headend.authorization_policies
    gives = any(policy.name == name and policy.pool == pool for policy in policies)
    return Admits.NOBODY if gives else Admits.ALL


def pools_of(subject: Subject) -> dict[str, AddressSet]:
    """The addresses of every pool in running-config, by the pool's name."""
    ranges_by_pool: dict[str, list[AddressRange]] = {}
    for block in subject.config.starting("ip local pool "):
        words = block.line.split()[3:]
        ranges_by_pool.setdefault(words[0], []).append(AddressRange.model_validate(" ".join(words[1:3])))
    return {name: AddressSet.of(ranges) for name, ranges in ranges_by_pool.items()}
