"""One module per section of a headend. They don't import one another; `flexvpn.headend` puts them in order."""
