"""What changes a router, each file one task."""
