"""All input and output that is not a router: secrets, state, locks, history, host keys."""
