"""`make docs`: writes what docs/ holds that the code knows: JSON Schemas of every document, errors, checks, releases.

`--check` writes nothing and fails if a file is out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pydantic import BaseModel

from commands.certificate.request import InstallResult, RequestResult
from commands.certificate.rotate import Rotation
from commands.deploy import DeployResult
from commands.doctor import Diagnosis
from commands.drift.history import Past
from commands.plan import PlanFile
from commands.sessions import Disconnected
from commands.support import SupportResult
from commands.trust import Trusted
from commands.validate import Valid, Written
from flexvpn.base import error_pages as explain
from flexvpn.checks import CHECKS
from flexvpn.drift.comparison import Drift
from flexvpn.facts import document
from flexvpn.ios import release_page
from flexvpn.report.document import Document, Refusal
from flexvpn.report.results import PlanResult, Verification
from flexvpn.report.ticket_result import TicketResult
from flexvpn.router.expiry import Inventoried
from flexvpn.router.sessions import Connections
from flexvpn.tickets.ledger import LedgerExcerpt
from flexvpn.tickets.outcome import UsersPushed
from flexvpn.tickets.roster import Roster
from flexvpn.tickets.ticket import ticket_schema
from lab import page

ROOT = Path(__file__).resolve().parents[1]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: dict[str, type[BaseModel]] = {
    "certificate": Document[Inventoried],
    "certificate-install": Document[InstallResult],
    "certificate-request": Document[RequestResult],
    "certificate-rotate": Document[Rotation],
    "deploy": Document[DeployResult],
    "doctor": Document[Diagnosis],
    "drift": Document[Drift],
    "drift-history": Past,
    "kit": Document[Written],
    "offboard": Document[UsersPushed],
    "onboard": Document[UsersPushed],
    "plan": Document[PlanResult],
    "plan-file": PlanFile,
    "refusal": Refusal,
    "render": Document[Written],
    "sessions": Document[Connections],
    "sessions-disconnect": Document[Disconnected],
    "support": Document[SupportResult],
    "ticket-result": TicketResult,
    "tickets": LedgerExcerpt,
    "trust": Document[Trusted],
    "users": Roster,
    "validate": Document[Valid],
    "verify": Document[Verification],
}


def generated() -> dict[str, str]:
    """The text of every generated file, by its path below the root."""
    files = {f"docs/schemas/{name}.schema.json": schema(name, model) for name, model in DOCUMENTS.items()}
    reading = {"$schema": DIALECT, **document.schema(), "title": "headend parse"}
    files["docs/schemas/parse.schema.json"] = json.dumps(reading, indent=2, sort_keys=True) + "\n"
    files["docs/schemas/ticket.json"] = json.dumps(ticket_schema(), indent=2, sort_keys=True) + "\n"
    files["docs/errors.md"] = explain.markdown()
    files["docs/checks.md"] = checks()
    files["docs/lab.md"] = page.markdown()
    files["docs/releases.md"] = release_page.markdown()
    return files


def schema(name: str, model: type[BaseModel]) -> str:
    """The JSON Schema of one document, as it is printed: keys that have a default are always there."""
    content = model.model_json_schema(mode="serialization")
    content = {"$schema": DIALECT, **content, "title": f"headend {name} --json"}
    return json.dumps(content, indent=2, sort_keys=True) + "\n"


def checks() -> str:
    """docs/checks.md: what `verify` proves."""
    rows = [
        f"| `{check.name}` | {check.section.replace('_', ' ') or 'the router'} | {check.proves} |"
        for check in CHECKS
    ]
    head = "# Checks of `headend verify`\n\nMade by `make docs`; `--only NAME` runs some of them.\n"
    return "\n".join([head, "| check | section | proves that |", "| --- | --- | --- |", *rows, ""])


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a file is out of date"
    )
    only_check = parser.parse_args().check
    stale = [path for path, text in generated().items() if current(path) != text]
    for path in stale:
        if not only_check:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(generated()[path], encoding="utf-8")
        print(f"{'out of date' if only_check else 'written'}: {path}")
    return 1 if stale and only_check else 0


def current(path: str) -> str:
    """The text of a file now; empty if it does not exist."""
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
