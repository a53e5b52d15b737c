"""One module per scheme of secret reference; each has a function ``read``, which alone imports the scheme's library."""
