"""Can this hardware install the transform set? Where it cannot, a log-in fails at its very last step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.checks.check import passed, skipped, warned
from flexvpn.facts import version
from flexvpn.ios.platforms import able, needs_new_hardware

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict


def installs(subject: Subject) -> Iterator[Verdict]:
    """The hardware installs the transform set's algorithms, where the platform is known."""
    name = subject.headend.ipsec.transform_set
    transform_sets = subject.config.starting(f"crypto ipsec transform-set {name} ")
    new = needs_new_hardware(transform_sets[0].line.split()[4:]) if transform_sets else ()
    model = subject.facts(version.read).only().model or ""
    if not transform_sets:
        yield skipped("no transform set")
    elif not new:
        yield passed(f"every crypto engine knows {' '.join(transform_sets[0].line.split()[4:])}")
    elif able(model) == "yes":
        yield passed(f"{model}: {', '.join(new)}")
    elif able(model) == "depends":
        yield warned(
            f"{model}: whether its ESP installs {', '.join(new)} depends on the module",
            "`show inventory`: ESP-100 and ESP-200 do, ESP-5 to ESP-40 do not",
            Admits.UNSURE,
        )
    else:
        yield skipped(f"nothing is known of {model or 'a machine that names no model'}")
