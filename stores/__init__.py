"""All input and output other than routers: inventory, secrets, tickets, state, locks, history, host keys."""
