"""``headend lab``: simulated headends on this machine, a program of its own that is started and never imported."""

from __future__ import annotations

from commands.declaration import Command

lab = Command(
    ("lab",),
    subcommands={
        "up": "Start simulated headends; write an inventory that fits them.",
        "down": "Stop them; nothing is left running.",
        "connect": "Log in as a client with what `kit` gives.",
        "configure": "Type lines at a router's console, behind the tool's back.",
        "show": "Print what an EXEC command answers, without SSH.",
        "fault": "Make a simulated headend fail.",
    },
)
