"""What one router holds, as it was seen: inspection, record, ownership, sessions. Pure."""
