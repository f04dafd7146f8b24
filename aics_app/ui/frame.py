"""The page frame: side bar (a bar at the bottom on phones), title row, content."""

from collections.abc import Callable
from typing import Protocol

import reflex as rx
from reflex.style import color_mode, resolved_color_mode, set_color_mode
from reflex.vars import Var

from aics_app.ui import routes
from aics_app.ui.components.headings import page_header
from aics_app.ui.components.links import page_link
from aics_app.ui.components.people import avatar
from aics_app.ui.connection import connection_banner
from aics_app.ui.i18n import STORAGE_KEY, Lang, t
from aics_app.ui.local import Local
from aics_app.ui.nav import ENTRIES, Entry

Text = str | Var[str]


Tool = Callable[[], rx.Component]
_tools: list[Tool] = []


def add_tool(tool: Tool) -> None:
    """Put something of a feature above the entries, on every page of whoever is signed in."""
    if tool not in _tools:
        _tools.append(tool)


class Viewer(Protocol):
    """Who is looking, as the frame shows it; the session state of `accounts` is one."""

    signed_in: bool
    nickname: str
    avatar: str
    permissions: list[str]


class DocumentWords(Local):
    """Keeps the document's language and title, and the frame's height beside a phone's keyboard."""

    library = "$/public/frame.js"
    tag = "DocumentWords"
    code: Var[str]
    title: Var[str]
    product: Var[str]
    state_name: Var[str]
    storage_key: Var[str]
    new_version: Var[str]
    reload: Var[str]


class SkipLink(Local):
    """Jumps over the side bar."""

    library = "$/public/frame.js"
    tag = "SkipLink"
    text: Var[str]


class SignOut(Local):
    """Ends the sign-in and leaves."""

    library = "$/public/account.js"
    tag = "SignOut"
    label: Var[str]
    testid: Var[str]


def frame(
    viewer: type[Viewer],
    title: Text,
    *body: rx.Component,
    beside: rx.Component | None = None,
    action: rx.Component | None = None,
    active: str = "",
    full_bleed: bool = False,
) -> rx.Component:
    """A page of the product. `active` is a name in `nav.ENTRIES`.

    With `full_bleed` the body fills the page and brings its own `page_header`; else the title row stands
    above a column that scrolls.
    """
    near = () if beside is None else (beside,)
    content = rx.el.main(*body, id="content", tab_index=-1, class_name="bleed" if full_bleed else "column")
    return rx.box(
        page_tools(title),
        side_bar(viewer, active),
        rx.box(
            connection_banner(),
            rx.fragment() if full_bleed else page_header(title, *near, action=action),
            content,
            class_name="stage",
        ),
        class_name="frame",
    )


def bare_frame(
    *body: rx.Component, title: Text | None = None, aside: rx.Component | None = None
) -> rx.Component:
    """A page for whoever is not signed in: brand, language and theme above one calm column."""
    return rx.box(
        page_tools(title),
        rx.el.header(
            page_link(
                brand_mark(), rx.text(t("app.name"), weight="bold"), href=routes.HOME, class_name="brand-link"
            ),
            rx.box(class_name="spacer"),
            locale_switch(),
            theme_switch(),
            rx.fragment() if aside is None else aside,
            class_name="bare-bar",
        ),
        connection_banner(),
        rx.el.main(*body, id="content", tab_index=-1, class_name="bare-main"),
        class_name="bare",
    )


def page_tools(title: Text | None = None) -> rx.Component:
    """What every page needs and nobody sees: the skip link, the document's language and title."""
    return rx.fragment(
        SkipLink.create(text=t("ui.skip")),
        DocumentWords.create(
            code=Lang.code,
            title="" if title is None else title,
            product=t("app.name"),
            state_name=Lang.get_full_name(),
            storage_key=STORAGE_KEY,
            new_version=t("ui.new_version"),
            reload=t("trouble.reload"),
        ),
    )


def side_bar(viewer: type[Viewer], active: str) -> rx.Component:
    """Icons and words; only what the viewer may open."""
    entries = (rx.cond(viewer.permissions.contains(entry.right), _entry(entry, active)) for entry in ENTRIES)
    return rx.el.nav(
        page_link(brand_mark(), href=routes.HOME, aria_label=t("app.home"), class_name="rail-brand"),
        rx.cond(viewer.signed_in, rx.fragment(*(tool() for tool in _tools))),
        rx.box(*entries, class_name="rail-entries"),
        rx.box(
            locale_switch(),
            theme_switch(),
            rx.cond(viewer.signed_in, _me(viewer, active)),
            class_name="rail-foot",
        ),
        aria_label=t("nav.label"),
        class_name="rail",
    )


def brand_mark() -> rx.Component:
    """The product's mark."""
    return rx.el.img(src="/favicon.svg", alt="", class_name="brand")


def locale_switch() -> rx.Component:
    """One press to the other language, named in that language."""
    return rx.el.button(
        rx.icon("languages", size=20),
        rx.el.span(t("language.other"), lang=rx.cond(Lang.code == "en", "zh-CN", "en")),
        type="button",
        class_name="rail-item",
        on_click=Lang.switch(rx.cond(Lang.code == "en", "zh", "en")),
        title=t("language.switch"),
        data_testid="locale-switch",
    )


def theme_switch() -> rx.Component:
    """The first press gives the opposite of what is seen; a later one leaves it to the system again."""
    opposite = rx.cond(resolved_color_mode == "dark", "light", "dark")
    following = rx.cond(color_mode == "system", opposite, rx.cond(color_mode == "dark", "light", "system"))
    icon = rx.match(
        color_mode,
        ("light", rx.icon("sun", size=20)),
        ("dark", rx.icon("moon", size=20)),
        rx.icon("monitor", size=20),
    )
    word = rx.match(color_mode, ("light", t("theme.light")), ("dark", t("theme.dark")), t("theme.system"))
    return rx.el.button(
        icon,
        rx.el.span(word),
        type="button",
        class_name="rail-item",
        on_click=set_color_mode(following),
        title=t("theme.switch"),
        data_testid="theme-switch",
    )


def _entry(entry: Entry, active: str) -> rx.Component:
    here = entry.name == active
    return page_link(
        rx.icon(entry.icon, size=20),
        rx.el.span(t(entry.text)),
        href=entry.route,
        class_name="rail-item",
        aria_current="page" if here else None,
        data_testid=f"nav-{entry.name}",
    )


def _me(viewer: type[Viewer], active: str) -> rx.Component:
    return rx.fragment(
        page_link(
            avatar(viewer.nickname, viewer.avatar, size="1"),
            rx.el.span(viewer.nickname),
            href=routes.PROFILE,
            class_name="rail-item",
            title=t("nav.profile"),
            aria_current="page" if active == "profile" else None,
            data_testid="nav-profile",
        ),
        SignOut.create(label=t("nav.sign_out"), class_name="rail-item", testid="logout"),
    )
