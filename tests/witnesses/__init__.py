"""Software that was written for real routers, run unchanged against the simulated ones.

Each test is a witness's own call; a marker says whose, and which command of theirs. ``python -m tests.witnesses``
runs them all, each heavy witness from an environment of its own, and writes docs/witnesses.md.
"""
