"""The page that an invitation's link opens: one's first password."""

import reflex as rx

from aics_app.accounts.ui.pages import gate, new_password_fields
from aics_app.ui.access import PUBLIC, access
from aics_app.ui.components import card
from aics_app.ui.forms import api_form, submit
from aics_app.ui.i18n import t

MAX_TOKEN_CHARS = 100


class InvitedState(rx.State):
    """The token that stands in the address, for the form to send."""

    token: str = ""

    @rx.event
    @access(PUBLIC)
    def open(self) -> None:
        """Read the address."""
        self.token = str(self.router.url.query_parameters.get("token", ""))[:MAX_TOKEN_CHARS]


def invited_page() -> rx.Component:
    """Calm, one column; then on to the sign-in."""
    form = api_form(
        rx.el.input(type="hidden", name="token", value=InvitedState.token),
        *new_password_fields("password", t("login.password"), t("register.repeat")),
        submit(t("invited.submit"), testid="invited-submit"),
        action="/api/auth/invitation",
        then="navigate",
    )
    return gate(t("invited.title"), t("invited.lead"), card(form))
