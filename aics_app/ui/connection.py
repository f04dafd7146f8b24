"""Whether the page still hears the server."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from aics_app.ui.i18n import t

is_offline = has_connection_errors


def connection_banner() -> rx.Component:
    """A calm line while the connection is gone; comes and goes without moving the page."""
    banner = rx.box(rx.icon("wifi-off", size=16), t("ui.reconnecting"), class_name="reconnecting")
    return rx.box(rx.cond(is_offline, banner), role="status", class_name="reconnecting-place")
