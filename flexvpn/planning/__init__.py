"""What takes a router to its intent, whether it may, and whether it did. Pure."""
