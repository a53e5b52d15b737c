"""Outcomes as people and programs read them. Nothing here prints."""
