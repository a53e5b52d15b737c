"""Reads an inventory into headends, and reports all its mistakes at once. Pure."""
