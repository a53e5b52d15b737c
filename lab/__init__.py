"""Simulated IOS-XE headends over real SSH and SCP. Shares nothing with the product that it judges."""
