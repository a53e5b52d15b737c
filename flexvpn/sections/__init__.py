"""One slice per section of a headend, and the headend that they make."""
