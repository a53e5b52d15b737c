"""A headend's certificate: read it, judge it, seal it again for the router, name it."""
