"""Who looks at the page: a view of the verified sign-in, the one state that every screen shares."""

from urllib.parse import quote

import reflex as rx

from aics_app.accounts.identity import Identities, token_in_cookie
from aics_app.accounts.models import Actor, Right
from aics_app.core.container import use
from aics_app.core.errors import Forbidden, NotSignedIn
from aics_app.ui import routes
from aics_app.ui.access import PUBLIC, access


async def find_actor(state: rx.State) -> Actor | None:
    """Who the page's socket belongs to, by its HttpOnly cookie; None when nobody is signed in."""
    return await use(Identities).find(token_in_cookie(state.router.headers.cookie))


async def current_actor(state: rx.State, right: str = "") -> Actor:
    """The page's actor. Raises `NotSignedIn`, or `Forbidden` without `right`."""
    actor = await find_actor(state)
    if actor is None:
        raise NotSignedIn
    if right and right not in actor.rights:
        raise Forbidden(right)
    return actor


class SessionState(rx.State):
    """What pages show of the person. It opens no door: every handler asks `current_actor` again."""

    loaded: bool = False
    signed_in: bool = False
    user_id: int = 0
    username: str = ""
    nickname: str = ""
    role: str = ""
    avatar: str = ""
    permissions: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(PUBLIC)
    async def load(self) -> None:
        """Fill the view from cookie and database."""
        self._show(await find_actor(self))

    @rx.event
    @access(PUBLIC)
    async def require_sign_in(self) -> rx.event.EventSpec | None:
        """Fill the view; whoever is not signed in is sent to sign in, and back here afterwards."""
        actor = await find_actor(self)
        self._show(actor)
        if actor is None:
            return rx.redirect(f"{routes.LOGIN}?next={quote(self.router.url.path)}")
        return None

    @rx.event
    @access(PUBLIC)
    async def require(self, right: str) -> rx.event.EventSpec | None:
        """As `require_sign_in`, and whoever has not this right is told so."""
        sent_away = await self.require_sign_in()
        if sent_away is None and right not in self.permissions:
            return rx.redirect(routes.FORBIDDEN, replace=True)
        return sent_away

    @rx.event
    @access(PUBLIC)
    async def enter(self) -> rx.event.EventSpec | None:
        """The way in: everybody to the page of their work; whoever is not signed in stays and looks."""
        actor = await find_actor(self)
        self._show(actor)
        if actor is None:
            return None
        works = routes.DESK if actor.may(Right.DESK_WORK) else routes.CHAT
        manages = actor.may(Right.KNOWLEDGE_MANAGE)
        return rx.redirect(routes.ADMIN_KNOWLEDGE if manages else works, replace=True)

    def _show(self, actor: Actor | None) -> None:
        self.loaded = True
        self.signed_in = actor is not None
        self.user_id = actor.user_id if actor else 0
        self.username = actor.username if actor else ""
        self.nickname = actor.nickname if actor else ""
        self.role = str(actor.role) if actor else ""
        self.avatar = actor.avatar if actor else ""
        self.permissions = sorted(actor.rights) if actor else []
