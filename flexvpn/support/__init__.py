"""The archive for a TAC case: show commands and their answers without secrets, and an index page."""
