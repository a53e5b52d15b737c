"""How a router differs from its intent. Pure."""
