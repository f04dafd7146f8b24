"""How much one person may send."""

from datetime import timedelta

MAX_FILES = 10
"""In one request, and with one message."""

FILES_A_MINUTE = 30
MAX_PENDING = 40
PENDING_FOR = timedelta(hours=24)
"""What was uploaded and never sent is swept after this; so are files that no row speaks of."""
