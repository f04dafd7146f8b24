"""Links inside the product: no reload, and no style of their own."""

import reflex as rx
from reflex.vars import Var
from reflex_components_core.react_router.dom import ReactRouterLink

Text = str | Var[str]


def page_link(*children: rx.Component | Text, href: Text, **props: object) -> rx.Component:
    """A link to a page of ours; looks as its class says. `rx.link` is for links in running text."""
    return ReactRouterLink.create(*children, to=href, **props)


def link_button(
    text: Text, href: Text, *, icon: str, variant: str = "solid", size: str = "3"
) -> rx.Component:
    """A link that looks like a button."""
    return rx.button(
        page_link(rx.icon(icon, size=18), text, href=href), as_child=True, size=size, variant=variant
    )
