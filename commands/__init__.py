"""The command line: a file for each command, named as it is typed, with all that is the command's own.

``headend drift`` is ``drift`` in ``commands/drift/``, ``headend certificate check`` is ``check`` in
``commands/certificate/check.py``: options, steps, result and text side by side.
"""

from typing import Final

COMMANDS: Final = {
    "init": "Start an inventory: Cisco's document as an example.",
    "validate": "Check the inventory, all mistakes at once.",
    "render": "Write the configuration and files that are intended.",
    "trust": "Show routers' SSH host keys; record those that are agreed to.",
    "doctor": "Say whether routers are fit for a push, and what mends them.",
    "plan": "Show what a push would change.",
    "deploy": "Push what differs, prove it, save it; or undo it.",
    "verify": "Prove that users would get in now, and as it was meant.",
    "sessions": "Show who is connected; end one person's sessions.",
    "drift": "Compare every headend with its intent.",
    "onboard": "Carry out a ticket: users added, changed, removed.",
    "offboard": "Take users off every headend; their sessions end.",
    "tickets": "Show what was done for tickets, where, and what is left.",
    "watch": "Carry out tickets as they come into a folder.",
    "kit": "Write what clients need: profile, local policy, a page.",
    "support": "Collect what a TAC case needs, secrets removed.",
    "parse": "Print as JSON what is read from a recording.",
    "explain": "Say what an error code means and what to do.",
    "users": "Who may connect where; unlock; recertification.",
    "certificate": "Certificates: expiry over the fleet; check, rotate, …",
    "lab": "Simulated headends on this machine.",
}
"""The commands in the order of ``headend --help``, each with what it says there: nothing else is imported to print it.

The line of a command is the first sentence of its docstring; a group of commands has no other text than this.
"""
