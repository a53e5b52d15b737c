"""Cases of the sections, as folders: what a section is given and what it must answer.

tests/sections/<field>/<case>/
  intent.yaml      release, labels, secrets, record, and the section's data under `section`
  running.cfg      the router's configuration, other people's lines included
  intended.cfg     what the section renders
  remediation.cfg  what takes the router to the intent; `! afterwards` parts changes from removals
  rollback.cfg     what takes it back

`python -m tests.sections.cases` writes the last three from what the code says now: read the diff.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flexvpn.base.credentials import Credentials, token_name
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.base.values import Release
from flexvpn.ios.change import lines_of
from flexvpn.ios.claims import owned
from flexvpn.ios.config import Config, merge, parse
from flexvpn.router.held import hold
from flexvpn.sections.headend import Headend
from flexvpn.sections.intended import render_section
from flexvpn.sections.section import Ref

if TYPE_CHECKING:
    from flexvpn.ios.remediation import Remediation
    from flexvpn.sections.section import Section

FOLDER = Path(__file__).parent
AFTERWARDS = "! afterwards"


@cache
def _yaml(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(file.read_text())
    return data


@dataclass(frozen=True)
class Case:
    folder: Path
    section: type[Section]

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    def given(self) -> dict[str, Any]:
        return _yaml(self.folder / "intent.yaml")

    def read(self, file: str) -> str:
        return (self.folder / file).read_text()

    def sections(self) -> list[Section]:
        data = self.given()["section"]
        return [
            self.section.model_validate(item)
            for item in (data if isinstance(data, list) else [data])
            if item is not None
        ]

    def rendered(self) -> Config:
        given = self.given()
        release = Release.model_validate(str(given["release"]))
        return merge(
            block
            for section in self.sections()
            if section.applies(release)
            for block in render_section(section, release, given.get("labels", {}))
        )

    def refs(self) -> frozenset[Ref]:
        recorded = {Ref(*item) for item in self.given().get("record", [])}
        return frozenset(recorded.union(*(section.defines() for section in self.sections())))

    def own(self, config: Config) -> Config:
        return owned(config, self.section.claims(self.refs()))

    def running(self) -> Config:
        return parse(self.read("running.cfg"))

    def credentials(self) -> Credentials:
        secrets = self.given().get("secrets", {})
        return Credentials(
            {token_name(SecretRef.parse(ref)): Secret(value) for ref, value in secrets.items()}
        )

    def compared(self, router: Config, wanted: Config) -> Remediation:
        """What a plan sends to a router for one section: less than the section says, where a line is held."""
        sides = hold(self.folder.parent.name, self.section, self.own(router), self.own(wanted), router)
        return self.section.compare(sides.running, sides.intended, self.credentials()).remediation

    def remediation(self) -> Remediation:
        return self.compared(self.running(), self.rendered())

    def rollback(self) -> Remediation:
        return self.compared(self.rendered(), self.running())


def all_cases() -> list[Case]:
    return [
        Case(folder, section)
        for name, section in Headend.section_types()
        for folder in sorted((FOLDER / name).glob("*"))
        if folder.is_dir()
    ]


def text(remediation: Remediation) -> str:
    lines = [*lines_of(remediation.changes)]
    if remediation.removals:
        lines += [AFTERWARDS, *lines_of(remediation.removals)]
    return "".join(f"{line}\n" for line in lines)


def write() -> None:
    for case in all_cases():
        (case.folder / "intended.cfg").write_text(case.rendered().text())
        (case.folder / "remediation.cfg").write_text(text(case.remediation()))
        (case.folder / "rollback.cfg").write_text(text(case.rollback()))


if __name__ == "__main__":
    write()
