"""The ground: values, secrets, errors, outcomes. Nothing here knows a router."""
