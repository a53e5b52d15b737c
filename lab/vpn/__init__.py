"""Sessions of simulated clients."""
