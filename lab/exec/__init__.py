"""Commands of EXEC mode that are not PKI's or the VPN's."""
