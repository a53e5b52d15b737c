"""What each command does, step by step; playbooks.py names the options and nothing else."""
