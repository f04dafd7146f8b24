"""How Reflex builds the pages; what the product may be told while it runs is in `aics_app.settings`."""

import reflex as rx

from aics_app.ui import theme
from aics_app.ui.origin import RuntimeOriginPlugin

config = rx.Config(
    app_name="aics_app",
    app_module_import="aics_app.aics_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.RadixThemesPlugin(theme=theme.radix_theme()), RuntimeOriginPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    frontend_compression_formats=["gzip"],
    # The edge lets our own pages in and nobody else; Reflex would reflect any origin.
    cors_allowed_origins=(),
)
