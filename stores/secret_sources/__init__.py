"""One module per scheme of secret reference; each has one function ``read``, and imports its library only there."""
