"""Groups of commands: what playbooks.py would hold if a module of ours could have more than 300 lines."""
