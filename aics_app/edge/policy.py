"""What pages may load and run: Content-Security-Policy, as strict as the pages bear.

Pages start from inline scripts that are known when they are built: exactly those may run, by their hashes.
What somebody manages to smuggle into a page has another hash, or none. `'unsafe-eval'` stays: Reflex
evaluates calls that the server sends over the socket (toasts, `rx.call_script`).
"""

import base64
import hashlib
import re
from pathlib import Path

_NOTHING_ELSE = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; "
)
API_POLICY = f"{_NOTHING_ELSE}style-src 'self'; script-src 'self'"

_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def page_policy(built: Path) -> str:
    """The policy for the pages in a folder, whose files are read once."""
    scripts = {
        script for file in built.rglob("*.html") for script in _INLINE.findall(file.read_text("utf-8"))
    }
    allowed = " ".join(sorted(f"'sha256-{_hash(script)}'" for script in scripts))
    return (
        f"{_NOTHING_ELSE}style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-eval' {allowed}".strip()
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
