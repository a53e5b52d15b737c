"""Tickets carried out: recorded under the inventory's lock, then brought to each router, one transaction for each."""
