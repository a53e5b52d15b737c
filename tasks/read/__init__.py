"""What asks a router and changes nothing."""
