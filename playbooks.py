"""The door: `headend WORDS`, or `python playbooks.py WORDS`. commands/ holds a file for each command."""

from commands.program import app, main

__all__ = ["app", "main"]

if __name__ == "__main__":
    main()
