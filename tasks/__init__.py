"""Nornir tasks, one per file: all that touches a router."""
