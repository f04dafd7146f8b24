"""One build for every host, port and scheme: the pages ask the origin that they came from."""

from pathlib import Path
from typing import Unpack

import reflex as rx
from reflex_base.plugins import PostBuildContext

BUILT_FOR = "localhost:8000"
CHUNK = "assets/reflex-env-*.js"


class OriginNotFound(Exception):
    """The build looks different from what this version of Reflex makes."""


class RuntimeOriginPlugin(rx.plugins.Plugin):
    """Takes the address that Reflex wrote into the built pages out again."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Rewrite the one small chunk that holds the address; runs before the files are compressed."""
        chunks = list(Path(context["static_dir"]).glob(CHUNK))
        if not chunks:
            raise OriginNotFound(CHUNK)
        for chunk in chunks:
            chunk.write_text(relocated(chunk.read_text(encoding="utf-8")), encoding="utf-8")


def relocated(script: str) -> str:
    """`script` with its fixed addresses made from the page's own origin. Raises `OriginNotFound`."""
    if f"`http://{BUILT_FOR}/ping`" not in script:
        raise OriginNotFound(BUILT_FOR)
    # Evaluated in the browser; while the pages are built there is no window, and any address will do.
    origin = "(globalThis.location?.origin??`http://localhost`)"
    sockets = f"{origin}.replace(/^http/,`ws`)"
    return script.replace(f"`ws://{BUILT_FOR}", f"{sockets}+`").replace(f"`http://{BUILT_FOR}", f"{origin}+`")
