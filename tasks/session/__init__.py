"""Sessions on routers: access, host keys, the link, the fleet."""
