"""A headend's certificate: reading the file, whether it can serve, the PKCS12 for the router, its label there."""
