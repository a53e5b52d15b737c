"""Does anybody notice? A field of a rendering is moved, renamed or dropped, and the witnesses are asked again.

A mutation changes what one command prints, in the lab itself: whoever asks that command sees it. It is noticed by a
witness (a parser whose reading is no longer the router's state, Ansible's comparison of configurations) or by a test
that holds the lab to a recording of a real router. Everything is drawn from a seed.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from lab import tables
from lab.dialogue import Ask, Dialogue, ExecCommand
from lab.router import Router
from lab.session import Session
from tests.lab import test_recorded_configurations, test_rendering
from tests.lab.vpn import test_recordings, test_shows
from tests.witnesses import (
    expected_configuration,
    expected_genie,
    expected_ntc,
    expected_sessions,
    parsers,
    recordings,
)
from tests.witnesses.environments import ANSIBLE, GENIE
from tests.witnesses.headend import headend
from tests.witnesses.test_parsers import commands

RELEASES = ("16.9.2", "17.9.4", "26.2.1")
KINDS = ("dropped", "renamed", "moved")
HEXADECIMAL = re.compile(r"^\s*[0-9A-F]{4,8}( [0-9A-F]{2,8})* ?$")
Detector = Callable[[], None]
PRINTED_BY_A_ROUTER = test_recordings.test_every_line_that_the_lab_prints_was_printed_by_a_router


@dataclass(frozen=True)
class Mutation:
    """One change to the lines of a kind: all that differ from the drawn one in numbers only."""

    release: str
    command: str
    kind: str
    line: str
    token: int | None
    other: int = 0

    @property
    def _pattern(self) -> re.Pattern[str]:
        text = re.sub(r"[0-9A-F]{8,}|\d+", "\0", self.line)
        return re.compile(re.escape(text).replace("\0", "[0-9A-F]+") + r"$")

    def apply(self, text: str) -> str:
        """The text as it is printed from now on."""
        pattern, lines = self._pattern, text.split("\n")
        changed: list[str] = []
        skip = False
        for index, line in enumerate(lines):
            if skip:
                skip = False
                continue
            if not pattern.match(line):
                changed.append(line)
            elif self.token is not None:
                changed.append(self._token(line))
            elif self.kind == "moved" and index + 1 < len(lines):
                changed += [lines[index + 1], line]
                skip = True
            elif self.kind == "renamed":
                changed.append(re.sub(r"[A-Za-z]{3,}", "Renamed", line, count=1))
        return "\n".join(changed)

    def _token(self, line: str) -> str:
        found = list(re.finditer(r"\S+", line))
        assert self.token is not None
        if self.token >= len(found):
            return line
        one, two = found[self.token], found[self.other % len(found)]
        if self.kind == "dropped":
            return line[: one.start()] + line[one.end() :]
        if self.kind == "renamed":
            return line[: one.start()] + "Renamed" + line[one.end() :]
        first, last = sorted((one, two), key=lambda m: m.start())
        middle = line[first.end() : last.start()]
        return line[: first.start()] + last.group() + middle + first.group() + line[last.end() :]

    def __str__(self) -> str:
        what = "line" if self.token is None else f"word {self.token + 1}"
        return f"{self.command} ({self.release}): {what} of {self.line.strip()!r} {self.kind}"


def field_lines(text: str) -> list[str]:
    """Lines that hold a field; separators and the digits of certificates hold none."""
    return [
        line for line in text.split("\n") if re.search(r"[A-Za-z0-9]", line) and not HEXADECIMAL.match(line)
    ]


def draw(rng: random.Random, outputs: dict[tuple[str, str], str]) -> Mutation:
    """One that changes what is printed; every field of every command is as likely as any other."""
    fields = [(key, line) for key in sorted(outputs) for line in field_lines(outputs[key])]
    while True:
        (release, command), line = rng.choice(fields)
        text = outputs[release, command]
        kind = rng.choice(KINDS)
        count = len(line.split())
        token = rng.randrange(count) if count > 1 and rng.random() < 0.6 else None
        mutation = Mutation(release, command, kind, line, token, rng.randrange(count))
        if _content(mutation.apply(text)) != _content(text):
            return mutation


def _content(text: str) -> list[list[str]]:
    """What a reader may take something from: a move across an exclamation mark or a blank line is none."""
    return [line.split() for line in text.split("\n") if line.strip(" !")]


def same_command(one: str, other: str) -> bool:
    """``interface virtual-access 1`` is ``interface Virtual-Access1``."""
    return re.sub(r"\s", "", one).lower() == re.sub(r"\s", "", other).lower()


@contextmanager
def active(mutation: Mutation) -> Iterator[None]:
    """The lab prints it so, whoever asks."""
    with ExitStack() as stack:
        for command in tables.exec_commands():
            rest = mutation.command.removeprefix(command.path)
            if mutation.command.startswith(command.path) and (not rest or rest.startswith(" ")):
                stack.enter_context(_printing(command, mutation, rest.strip()))
        yield


@contextmanager
def _printing(command: ExecCommand, mutation: Mutation, wanted: str) -> Iterator[None]:
    handler = command.handler

    def mutated(router: Router, session: Session, args: str) -> Dialogue:
        dialogue = handler(router, session, args)
        if not same_command(args, wanted):
            yield from dialogue
            return
        printed = []
        for step in dialogue:
            assert not isinstance(step, Ask)
            printed.append(step)
        yield mutation.apply("".join(printed))

    object.__setattr__(command, "handler", mutated)
    try:
        yield
    finally:
        object.__setattr__(command, "handler", handler)


class Bench:
    """Witnesses and recordings, made ready once."""

    def __init__(self, genie: parsers.Genie | None, ansible: parsers.Ansible | None) -> None:
        self._genie = genie
        self._ansible = ansible
        self._routers: dict[tuple[str, int], Router] = {}

    def router(self, release: str, clients: int = 2) -> Router:
        """The headend of the parsers' tests."""
        if (release, clients) not in self._routers:
            made = headend(release, clients)
            made.flash.write("merge.cfg", b"hostname edge\nend\n")
            self._routers[release, clients] = made
        return self._routers[release, clients]

    def outputs(self) -> dict[tuple[str, str], str]:
        """What every command prints, where it prints a field."""
        wanted = [*dict.fromkeys(commands())]
        found = {(r, c): self.router(r).execute(c) for r in RELEASES for c in wanted}
        return {key: text for key, text in found.items() if field_lines(text) and not text.startswith("% In")}

    def detectors(self, release: str, command: str) -> Iterator[tuple[str, Detector]]:
        """Who looks at this command, by name."""
        if self._genie is not None:
            yield "genie", lambda: self._asked_of_genie(release, command)
        yield "ntc-templates", lambda: self._asked_of_ntc(release, command)
        yield from self._of_recordings(command)
        if command in ("show running-config", "show startup-config", "show configuration"):
            if self._ansible is not None:
                yield "ansible", lambda: self._asked_of_ansible(release, command)
            if recordings.TRANSCRIPTS.is_dir() and command == "show running-config":
                yield "recordings", test_recorded_configurations.test_no_recorded_configuration_loses_a_line
            if command == "show running-config":
                yield "samples", lambda: self._rendering(release)
        if self._ansible is not None and command == "show running-config aaa":
            yield "ansible", lambda: self._asked_of_aaa(release, command)
        if self._ansible is not None and command.startswith("show running-config interface "):
            yield "ansible", lambda: self._asked_of_interface(release, command)
        for test in SAMPLES:
            yield "samples", test

    def _of_recordings(self, command: str) -> Iterator[tuple[str, Detector]]:
        for case in recordings.everything():
            if same_command(case.command, command):
                made = self.router(case.release if case.release.count(".") == 2 else f"{case.release}.1")
                yield "recordings", partial(_answers, case, made)
        for old in test_recordings.CASES if recordings.TRANSCRIPTS.is_dir() else ():
            if same_command(old.command, command):
                yield "recordings", partial(PRINTED_BY_A_ROUTER, old)

    def _asked_of_genie(self, release: str, command: str) -> None:
        assert self._genie is not None
        single = expected_sessions.EXPECTED_OF_ONE.get(command)
        if single is not None:
            one = self.router(release, 1)
            assert self._genie.read(command, one.execute(command)) == json.loads(json.dumps(single(one)))
        router = self.router(release)
        text = router.execute(command)
        if command == parsers.LONG_FORM:
            of_one = f"{command} IKEv2-TP"
            wanted = json.loads(json.dumps(expected_genie.EXPECTED[of_one](router)))
            assert self._genie.read(of_one, parsers.of_trustpoint(text)) == wanted
        wrong = [
            d for d in parsers.GENIE_DEFECTS if d.command == command and release in (d.releases or (release,))
        ]
        for defect in wrong:
            assert defect.says.lower() in json.dumps(self._genie.read(command, text)).lower()
        mend = wrong[0].mend if wrong else None
        if command in expected_genie.EXPECTED and (not wrong or mend is not None):
            wanted = json.loads(json.dumps(expected_genie.EXPECTED[command](router)))
            assert self._genie.read(command, mend(text) if mend else text) == wanted

    def _asked_of_ntc(self, release: str, command: str) -> None:
        router = self.router(release)
        read = parsers.ntc(command, router.execute(command))
        for defect in parsers.NTC_DEFECTS:
            if defect.command == command:
                assert defect.says.lower() in json.dumps(read).lower()
                return
        if command in expected_ntc.EXPECTED:
            assert read == expected_ntc.EXPECTED[command](router)

    def _asked_of_ansible(self, release: str, command: str) -> None:
        assert self._ansible is not None
        router = self.router(release)
        stored = command != "show running-config"
        read = expected_configuration.seen(self._ansible.read(router.execute(command)))
        assert read == expected_configuration.expected(router, stored=stored)

    def _asked_of_aaa(self, release: str, command: str) -> None:
        assert self._ansible is not None
        router = self.router(release)
        nodes = (*router.running.find("aaa"), *router.running.find("username"))
        read = expected_configuration.seen(self._ansible.read(router.execute(command)))
        assert read == [path for node in nodes for path in expected_configuration.paths(node)]

    def _asked_of_interface(self, release: str, command: str) -> None:
        assert self._ansible is not None
        router = self.router(release)
        node = router.running.child(f"interface {command.rsplit(maxsplit=1)[-1]}")
        assert node is not None
        read = expected_configuration.seen(self._ansible.read(router.execute(command)))
        assert read == [*expected_configuration.paths(node), ("end",)]

    def _rendering(self, release: str) -> None:
        test_rendering.test_the_whole_document_is_taken_and_printed_as_iosxe_prints_it(release)
        test_rendering.test_what_is_printed_can_be_loaded_again_and_prints_the_same(release)
        test_rendering.test_the_head_says_who_changed_the_configuration_and_when()
        test_rendering.test_the_size_in_the_head_is_the_size_of_the_text()
        test_rendering.test_the_release_is_written_in_both_of_its_forms()


# Written by hand in the recorded form, blank by blank; they stand in where no recording lies.
SAMPLES: tuple[Detector, ...] = (
    test_shows.test_an_sa_in_detail_is_printed_as_recorded,
    test_shows.test_a_session_in_detail_is_printed_as_recorded,
    test_shows.test_derived_config_is_the_template_with_what_the_session_adds,
    test_shows.test_a_pool_has_a_line_for_each_range,
)


def _answers(case: recordings.Recorded, router: Router) -> None:
    assert recordings.complaints(case, router.execute(case.command)) == []


def noticed_by(bench: Bench, mutation: Mutation) -> str | None:
    """The first who notices."""
    with active(mutation):
        for name, detector in bench.detectors(mutation.release, mutation.command):
            try:
                detector()
            except Exception:  # noqa: BLE001 - however a test fails, it has noticed
                return name
    return None


@dataclass(frozen=True)
class Result:
    """What became of all mutations."""

    by: dict[str, int]
    missed: tuple[Mutation, ...]

    @property
    def total(self) -> int:
        return sum(self.by.values()) + len(self.missed)

    @property
    def share(self) -> float:
        return sum(self.by.values()) / self.total


@contextmanager
def bench() -> Iterator[Bench]:
    """Witnesses that are installed, started."""
    with ExitStack() as stack:
        genie = stack.enter_context(parsers.genie()) if GENIE.ready else None
        ansible = stack.enter_context(parsers.ansible()) if ANSIBLE.ready else None
        yield Bench(genie, ansible)


def run(count: int, seed: int) -> Result:
    """Try so many mutations.

    Raises:
        AssertionError: somebody complains of the lab as it is: nothing could be learned.
    """
    rng = random.Random(seed)  # noqa: S311 - mutations are no secret
    by: collections.Counter[str] = collections.Counter()
    missed = []
    with bench() as ready:
        outputs = ready.outputs()
        for release, command in sorted(outputs):
            for _, detector in ready.detectors(release, command):
                detector()
        for _ in range(count):
            mutation = draw(rng, outputs)
            name = noticed_by(ready, mutation)
            if name is None:
                missed.append(mutation)
            else:
                by[name] += 1
    return Result(dict(by), tuple(missed))


def report(count: int, seed: int) -> str:
    """The part of the page."""
    result = run(count, seed)
    caught = sum(result.by.values())
    said = [
        "\n## Mutations\n\nA field of a rendering, drawn at random, is moved, renamed or dropped, and the parsers,\n",
        "Ansible's comparison and the tests against recordings are asked again (`tests/witnesses/mutation.py`).\n\n",
        f"Of {result.total} mutations (seed {seed}) noticed {caught}: {result.share:.1%}; without our own samples, ",
        f"by witnesses and recordings alone, {(caught - result.by.get('samples', 0)) / result.total:.1%}. ",
        "First to notice: ",
        ", ".join(f"{name} {number}" for name, number in sorted(result.by.items(), key=lambda one: -one[1])),
        ".\n",
    ]
    if result.missed:
        said.append("\nNot noticed:\n\n" + "".join(f"- {one}\n" for one in result.missed))
    return "".join(said)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    print(report(chosen.count, chosen.seed))  # noqa: T201 - a program's answer
