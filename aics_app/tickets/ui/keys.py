"""The keys of the board and of a ticket's page."""

BOARD_KEYS = (
    ("↑ ↓", "along"),
    ("← →", "across"),
    ("Enter", "open"),
    ("M", "move"),
    ("/", "search"),
    ("?", "help"),
)
TICKET_KEYS = (
    ("R", "reply"),
    ("N", "note"),
    ("Esc", "leave"),
    ("A", "assign"),
    ("T", "steps"),
    ("J", "next"),
    ("K", "previous"),
    ("?", "help"),
)
"""As `assets/board.js` hears them, with the ends of their keys in the catalogue."""
