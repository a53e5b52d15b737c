"""Tickets: what a requester may write, what is decided from it, what the ledger remembers. Pure."""
