"""Tickets: their format, the decision what to change, and the ledger of what was done. Pure."""
