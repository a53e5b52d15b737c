"""Makes docs/drift-light.png and docs/drift-dark.png: the page of `drift --out html:` for a fleet in the lab.

Needs Chromium (Debian: apt-get install chromium). All files but the pictures are in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
HEADEND = Path(sys.executable).with_name("headend")
SITES = ("ams", "ber", "bru", "cdg", "dub", "fra", "ham", "lis", "mad", "mil", "muc", "osl")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
# For how many days the certificates of some headends are still valid.
DAYS = {"edge-bru": 26, "edge-cdg": 61, "edge-mil": 64, "edge-muc": 150, "edge-fra": 220, "edge-ams": 300}
# The lines that somebody has typed at the console of a headend.
CONSOLE = {
    "edge-ber": ("no ip local pool ACPool", "ip http server"),
    "edge-dub": ("username mallory privilege 15 password 0 let-me-in",),
    "edge-lis": ("crypto ikev2 authorization policy ikev2-auth-policy", "dns 203.0.113.9"),
    "edge-osl": ("interface Virtual-Template100 type tunnel", "no ip mtu 1400"),
}


def main() -> int:
    """Make both pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium here", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="headend-page-") as place:
        folder = Path(place)
        page = make_page(folder)
        for theme, scheme in (("light", "1"), ("dark", "0")):
            picture = ROOT / "docs" / f"drift-{theme}.png"
            subprocess.run(
                [
                    *(chromium, *QUIET, f"--user-data-dir={folder / theme}", "--window-size=1180,1500"),
                    *(
                        f"--blink-settings=preferredColorScheme={scheme}",
                        f"--screenshot={picture}",
                        page.as_uri(),
                    ),
                ],
                check=True,
                timeout=120,
                stderr=subprocess.DEVNULL,
            )
            print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} kB")
    return 0


def make_page(folder: Path) -> Path:
    """Run `drift` over a fleet in the lab: some headends have drifted, and one does not answer."""
    state = folder / "lab"
    environment = {
        **os.environ,
        "HEADEND_INVENTORY": str(state / "inventory"),
        "XDG_STATE_HOME": str(folder / "state"),
    }

    def headend(*words: str, code: int = 0) -> None:
        done = subprocess.run([str(HEADEND), *words], env=environment, check=False, capture_output=True)
        if done.returncode != code:
            raise SystemExit(f"headend {' '.join(words)} left with {done.returncode}, not with {code}")

    lab = ("--state", str(state))
    page = folder / "drift.html"
    headend("lab", "up", *(f"edge-{site}=17.9.4" for site in SITES), *lab)
    try:
        prepare(state / "inventory")
        headend("deploy", "--yes")
        for number in range(4):
            headend("lab", "connect", "edge-mad", *lab, "--count", str(1 + number % 2))
        for name, lines in CONSOLE.items():
            headend("lab", "configure", name, *lines, *lab)
        gone(state / "inventory", "edge-ham")
        headend("drift", "--out", f"html:{page}", code=1)
    finally:
        headend("lab", "down", *lab)
    return page


def prepare(inventory: Path) -> None:
    """Offer what current clients accept, give some headends their own certificate, and waive one difference."""
    defaults = inventory / "defaults.yaml"
    data = yaml.safe_load(defaults.read_text())
    data["data"]["ikev2_proposals"] = [{"groups": [19, 20]}]
    data["data"]["ikev2_policy"] = {}
    waiver = {"line": "no ip http server", "reason": "the portal moves, CHG0000002", "until": "2027-01-31"}
    hosts = inventory / "hosts.yaml"
    entries = yaml.safe_load(hosts.read_text())
    entries["edge-ber"]["data"]["expectations"] = {"waivers": [waiver]}
    for name, days in DAYS.items():
        words = ["--out", str(inventory / "pki" / name), "--host", "vpn.example.com", "--days", str(days)]
        subprocess.run([sys.executable, "-m", "lab", "pki", *words], check=True, stdout=subprocess.DEVNULL)
        entries[name]["data"]["trustpoint"] = {
            "pkcs12": f"pki/{name}/IKEv2-TP.p12",
            "passphrase": f"file:pki/{name}/IKEv2-TP.passphrase",
        }
    defaults.write_text(yaml.safe_dump(data, sort_keys=False))
    hosts.write_text(yaml.safe_dump(entries, sort_keys=False))


def gone(inventory: Path, name: str) -> None:
    """Give a headend a port on which nothing listens."""
    hosts = inventory / "hosts.yaml"
    entries = yaml.safe_load(hosts.read_text())
    entries[name]["port"] = 9
    hosts.write_text(yaml.safe_dump(entries, sort_keys=False))


if __name__ == "__main__":
    sys.exit(main())
