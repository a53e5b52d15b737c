"""What goes to whoever helps: the Troubleshoot chapter collected, without secrets, with a page to begin at."""
