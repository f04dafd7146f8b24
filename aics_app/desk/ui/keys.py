"""The keys of the desk."""

KEYS = (
    ("J", "next"),
    ("K", "previous"),
    ("Enter", "open"),
    ("U", "take"),
    ("R", "reply"),
    ("N", "note"),
    ("Esc", "leave"),
    ("T", "transfer"),
    ("E", "close"),
    ("S", "presence"),
    ("/", "search"),
    ("?", "help"),
)
"""As `assets/desk.js` hears them, with the ends of their keys in the catalogue."""
