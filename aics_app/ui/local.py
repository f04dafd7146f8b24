"""Our own React components: small ES modules in `assets/`, bundled with the pages."""

import reflex as rx
from reflex.vars import Var
from reflex_components_lucide.icon import LUCIDE_LIBRARY

RADIX = "@radix-ui/themes@3.3.0"


class Local(rx.Component):
    """A component of a module in `assets/`; subclasses name `library`, `tag` and their props."""

    def add_imports(self) -> dict[str, list[rx.ImportVar]]:
        """Packages that the modules import by themselves, for the package list only."""
        return {name: [rx.ImportVar(tag=None, render=False)] for name in (LUCIDE_LIBRARY, RADIX)}


def labels(**texts: str | Var) -> Var:
    """Texts for a local component, as one object."""
    return Var.create(texts)
