"""Commands that touch no router: what they write, what they refuse, how they leave."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flexvpn.report.document import Refusal

if TYPE_CHECKING:
    from tests.cli.conftest import Type

EXAMPLE = str(Path(__file__).resolve().parents[2] / "inventory")


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--no-such-flag"),
        ("no-such-command",),
        ("render",),
        ("deploy", "--confirm", "soon"),
        ("certificate", "check"),
        ("lab", "no-such-command"),
    ],
)
def test_what_typer_calls_a_usage_error_leaves_with_3_because_2_means_drift(
    headend: Type, words: tuple[str, ...]
) -> None:
    assert headend(*words).code == 3


def test_a_new_inventory_renders_without_a_secret(headend: Type, tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    assert headend("init", folder).code == 0
    assert headend("render", "--inventory", folder, "--out", str(tmp_path / "out")).code == 0
    text = (tmp_path / "out" / "edge-full" / "intended.cfg").read_text()
    assert "username test privilege 0 password 0 <file:secrets/test.password>" in text
    assert (tmp_path / "out" / "edge-full" / "acvpn.xml").is_file()
    assert not (tmp_path / "out" / "edge-legacy" / "acvpn.xml").exists()


def test_a_new_inventory_keeps_secrets_out_of_git(headend: Type, tmp_path: Path) -> None:
    headend("init", str(tmp_path / "mine"))
    assert "secrets/" in (tmp_path / "mine" / ".gitignore").read_text().splitlines()


def test_init_does_not_write_where_something_is(headend: Type, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    said = headend("init", str(tmp_path))
    assert (said.code, "E108" in said.err) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_validate_lists_every_missing_secret_at_once(headend: Type, tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    headend("init", folder)
    said = headend("validate", "--inventory", folder)
    assert said.code == 3
    places = [line.strip().split(": ")[:3] for line in said.err.splitlines() if ".yaml:" in line]
    assert [(place.partition(":")[0], key, what) for place, key, what in places] == [
        ("defaults.yaml", "data.login.password", "file:secrets/login.password"),
        ("defaults.yaml", "data.trustpoint.pkcs12", "pki/IKEv2-TP.p12"),
        ("defaults.yaml", "data.trustpoint.passphrase", "file:secrets/IKEv2-TP.passphrase"),
        ("settings.yaml", "fingerprint_key", "file:secrets/fingerprint.key"),
        ("users.yaml", "users.test.password", "file:secrets/test.password"),
    ]


def test_validate_without_secrets_looks_at_the_rest(headend: Type) -> None:
    said = headend("validate", "--no-secrets", "--inventory", EXAMPLE)
    assert (said.code, "3 headends: valid" in said.err) == (0, True)


def test_a_warning_counts_with_strict(headend: Type) -> None:
    assert headend("validate", "--no-secrets", "--strict", "--inventory", EXAMPLE).code == 2


@pytest.mark.parametrize("length", [25, 26])
def test_a_password_longer_than_the_command_reference_says_is_warned_of(
    headend: Type, inventory: Path, length: int
) -> None:
    (inventory / "secrets" / "test.password").write_text("x" * length)
    said = headend("validate", "--inventory", str(inventory))
    told = "users.test.password: file:secrets/test.password: it has 26 characters; routers take 25"
    assert (said.code, told in said.err) == (0, length > 25)


def test_a_password_in_clear_text_is_refused_and_not_shown(headend: Type, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    headend("init", str(folder))
    users = folder / "users.yaml"
    users.write_text(users.read_text().replace("file:secrets/test.password", "canary-Passw0rd"))
    said = headend("validate", "--inventory", str(folder))
    assert said.code == 3
    assert "users.yaml:" in said.err
    assert "canary-Passw0rd" not in said.out + said.err


def test_a_refusal_is_a_document_too(headend: Type, tmp_path: Path) -> None:
    said = headend("plan", "--json", "--inventory", str(tmp_path))
    assert said.code == 3
    assert Refusal.model_validate_json(said.out).problem.code == "E101"


def test_an_unknown_host_is_refused_with_the_nearest_one(headend: Type) -> None:
    said = headend("plan", "--limit", "edge-ful", "--inventory", EXAMPLE)
    assert said.code == 3
    assert "did you mean edge-full?" in said.err


def test_a_filter_names_a_label(headend: Type, tmp_path: Path) -> None:
    said = headend("kit", "--filter", "site=muc", "--inventory", EXAMPLE, "--out", str(tmp_path), "--json")
    assert [host["headend"] for host in said.document["headends"]] == ["edge-legacy"]


def test_the_kit_of_an_old_router_bypasses_the_downloader_and_says_so(headend: Type, tmp_path: Path) -> None:
    said = headend("kit", "--inventory", EXAMPLE, "--out", str(tmp_path))
    assert "edge-legacy: older than 16.9.1" in said.err
    policy = (tmp_path / "edge-legacy" / "AnyConnectLocalPolicy.xml").read_text()
    assert "<BypassDownloader>true</BypassDownloader>" in policy


def test_people_read_stderr_and_programs_read_stdout(headend: Type, tmp_path: Path) -> None:
    assert headend("kit", "--inventory", EXAMPLE, "--out", str(tmp_path)).out == ""
    assert headend("kit", "--inventory", EXAMPLE, "--out", str(tmp_path), "--json").document["exit_code"] == 0


def test_explain_prints_the_page_of_a_code_and_refuses_others(headend: Type) -> None:
    assert "rolled back" in headend("explain", "e212").out
    assert headend("explain", "E999").code == 3


def test_a_plan_file_that_is_none_is_refused(headend: Type, tmp_path: Path, inventory: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    said = headend("deploy", "--yes", "--plan", str(tmp_path / "plan.json"), "--inventory", str(inventory))
    assert (said.code, "E107" in said.err) == (3, True)


@pytest.mark.parametrize("group", [(), ("certificate",), ("lab",), ("users",)], ids=str)
def test_a_terminal_of_80_columns_shows_what_each_command_does_to_the_last_word(
    headend: Type, monkeypatch: pytest.MonkeyPatch, group: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    commands = headend(*group, "--help").out.partition("Commands:")[2]
    assert commands
    assert "..." not in commands


def test_help_answers_at_once() -> None:
    program = Path(sys.executable).with_name("headend")
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    # Time on the processor: what a busy machine adds is not ours.
    assert min(taken) <= 0.4


def test_what_is_wrong_in_yaml_in_secrets_and_in_the_certificate_is_one_message(
    headend: Type, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    headend("init", str(folder))
    for name, text in {
        "secrets/login.password": "x",
        "secrets/IKEv2-TP.passphrase": "wrong",
        "secrets/test.password": " begins with a space",
        "pki/IKEv2-TP.p12": "no PKCS12",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    groups = folder / "groups.yaml"
    groups.write_text(groups.read_text().replace("pool: ACPool", "pool: ACPol"))
    defaults = folder / "defaults.yaml"
    defaults.write_text(
        defaults.read_text().replace("number: 100, address: 10.0.0.1", "number: 100, adress: 10.0.0.1")
    )
    for command in (("validate",), ("plan",), ("deploy", "--yes"), ("drift",)):
        said = headend(*command, "--inventory", str(folder), "--limit", "edge-full")
        assert said.code == 3
        told = [line.strip() for line in said.err.splitlines() if ".yaml:" in line]
        wanted = (
            ("defaults.yaml", "trustpoint.pkcs12: pki/IKEv2-TP.p12: the file is not PKCS12"),
            ("defaults.yaml", "loopback.adress: unknown key (did you mean address?)"),
            ("groups.yaml", "pool ACPol is named here and defined nowhere"),
            ("groups.yaml", "pool ACPol is named here and defined nowhere"),
            ("settings.yaml", "fingerprint.key: No such file"),
            ("users.yaml", "no router can be given this password: it begins or ends with a space"),
        )
        assert len(told) == len(wanted)
        assert all(
            line.startswith(file) and what in line for line, (file, what) in zip(told, wanted, strict=True)
        )
