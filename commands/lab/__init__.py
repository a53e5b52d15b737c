"""Simulated headends: a program of its own, and what it needs around it."""
