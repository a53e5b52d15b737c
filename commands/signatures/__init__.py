"""Options of commands, until they stand beside what they do."""
