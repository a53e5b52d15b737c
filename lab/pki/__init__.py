"""Keys, certificates and their dialogues on a simulated router."""
