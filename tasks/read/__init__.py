"""Tasks that read a router and change nothing."""
