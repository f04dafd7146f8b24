"""The screens of people, and the session state that every screen shares."""
