"""Tasks that change a router, one per file."""
