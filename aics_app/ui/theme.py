"""The look in one place: accent, grey, corners, and what every page carries in its head."""

import reflex as rx

from aics_app.ui.i18n import STORAGE_KEY

ACCENT = "jade"
GRAY = "sage"
STYLESHEETS = [
    "/aics.css",
    "/parts.css",
    "/chat.css",
    "/conversations.css",
    "/desk.css",
    "/records.css",
    "/replies.css",
    "/customer.css",
    "/plan.css",
    "/workflow.css",
    "/following.css",
    "/board.css",
    "/admin.css",
    "/stats.css",
]

# Room beside notches and above keyboards, on phones.
_VIEWPORT = "width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"

# Runs before the first paint. The pages are built in Chinese: whoever reads English would see a flash of it,
# so the page stays blank until the stored language has been applied (assets/frame.js), two seconds at most.
_LANGUAGE_FIRST = f"""(function () {{
  try {{
    var root = document.documentElement;
    if (localStorage.getItem("{STORAGE_KEY}") !== "en") return;
    root.lang = "en";
    root.dataset.waiting = "language";
    setTimeout(function () {{ delete root.dataset.waiting; }}, 2000);
  }} catch (refused) {{ /* storage is closed: the default language is right */ }}
}})();"""

# Reflex paints the first frame of a dark page in light colours: its theme says "light" until it has looked.
_COLOURS_FIRST = """(function () {
  var modes = ["light", "dark"];
  new MutationObserver(function (_changes, watch) {
    var theme = document.querySelector('.radix-themes[data-is-root-theme="true"]');
    var mode = document.documentElement.classList.contains("dark") ? "dark" : "light";
    if (!theme || !modes.some(function (name) { return theme.classList.contains(name); })) return;
    if (theme.classList.contains(mode)) { watch.disconnect(); return; }
    theme.classList.remove("light", "dark");
    theme.classList.add(mode);
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
})();"""


def radix_theme() -> rx.Component:
    """The Radix theme around every page; light, dark or the system's choice, remembered in the browser."""
    return rx.theme(
        accent_color=ACCENT, gray_color=GRAY, radius="large", panel_background="solid", scaling="100%"
    )


def head() -> list[rx.Component]:
    """What every page carries in its head."""
    return [
        rx.el.meta(name="viewport", content=_VIEWPORT),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.link(rel="stylesheet", href="/api/look.css"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(_LANGUAGE_FIRST),
        rx.el.script(_COLOURS_FIRST),
    ]
