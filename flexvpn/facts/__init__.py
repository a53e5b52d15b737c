"""Parsed show output, as frozen records: one module for each family of show commands.

Call a module's reader with the output: ``ikev2_sa.read(output).records``. Lines that no rule knows are kept in
``unknown_lines`` and counted; output that cannot be read raises `NotUnderstood` and is never an empty table.
"""
