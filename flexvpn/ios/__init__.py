"""What IOS-XE writes and what it takes, as text: no router is touched here."""
