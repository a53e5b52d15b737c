"""The client's side: the profile, the local policy for old routers, and the page that says where they go."""
