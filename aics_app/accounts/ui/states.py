"""Who looks at the page: a view of the verified sign-in, the one state that every screen shares."""

from urllib.parse import quote

import reflex as rx

from aics_app.accounts.identity import RIGHTS, Identities, concerns, token_in_cookie
from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui.touching import touches
from aics_app.core.container import use
from aics_app.core.errors import Forbidden, NotSignedIn
from aics_app.core.live import Message
from aics_app.ui import routes
from aics_app.ui.access import PUBLIC, access
from aics_app.ui.hub import PageHub, Reaction


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


def _on_rights(user_id: int, role: str) -> Reaction:
    def react(message: Message) -> rx.event.EventSpec | None:
        return SessionState.rights_changed() if concerns(user_id, role, message) else None

    return react


class SessionState(rx.State):
    """What pages show of the person. It opens no door: every handler asks `current_actor` again."""

    loaded: bool = False
    signed_in: bool = False
    user_id: int = 0
    username: str = ""
    nickname: str = ""
    role: str = ""
    avatar: str = ""
    must_change_password: bool = False
    permissions: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    _needs: str = ""
    _scope: str = ""

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
        self._needs = ""
        self._show(actor)
        if actor is None:
            return rx.redirect(f"{routes.LOGIN}?next={quote(self.router.url.path)}")
        return None

    @rx.event
    @access(PUBLIC)
    async def require(self, right: str) -> rx.event.EventSpec | None:
        """As `require_sign_in`, and whoever has not this right is told so; or to set his password first."""
        sent_away = await self.require_sign_in()
        self._needs = right
        if sent_away is None and right not in self.permissions:
            away = routes.PROFILE if self.must_change_password else routes.FORBIDDEN
            return rx.redirect(away, replace=True)
        return sent_away

    @rx.event
    @access(PUBLIC)
    async def rights_changed(self) -> rx.event.EventSpec | None:
        """What this person may has changed while the page is open: what it shows follows at once.

        More rights only open more ways. With fewer the page is read anew if it may show what it must not;
        any other keeps what is being typed in it.
        """
        had, reach, was_in = set(self.permissions), self._scope, self.signed_in
        actor = await find_actor(self)
        self._show(actor)
        if actor is None:
            return rx.redirect(f"{routes.LOGIN}?next={quote(self.router.url.path)}") if was_in else None
        if self._needs and self._needs not in self.permissions:
            use(PageHub).leave_page(self.router.session.client_token)
            return rx.redirect(routes.FORBIDDEN, replace=True)
        lost = had - set(self.permissions)
        if not touches(self._needs, lost, other_reach=reach != self._scope):
            return None
        # Whoever takes no orders from us, and does not read the page anew, hears nothing on it any more.
        use(PageHub).leave_page(self.router.session.client_token)
        return rx.call_script("window.location.reload()")

    @rx.event
    @access(PUBLIC)
    async def enter(self) -> rx.event.EventSpec | None:
        """The way in: everybody to the page of their work; whoever is not signed in stays and looks."""
        actor = await find_actor(self)
        self._show(actor)
        if actor is None:
            return None
        if actor.must_change_password:
            return rx.redirect(routes.PROFILE, replace=True)
        works = routes.DESK if actor.may(Right.DESK_WORK) else routes.CHAT
        return rx.redirect(routes.ADMIN if actor.may(Right.STATS_SEE_ALL) else works, replace=True)

    def _show(self, actor: Actor | None) -> None:
        self.loaded = True
        self.signed_in = actor is not None
        self.user_id = actor.user_id if actor else 0
        self.username = actor.username if actor else ""
        self.nickname = actor.nickname if actor else ""
        self.role = str(actor.role) if actor else ""
        self.avatar = actor.avatar if actor else ""
        self.permissions = sorted(actor.rights) if actor else []
        self.must_change_password = actor is not None and actor.must_change_password
        self._scope = actor.scope.value if actor else ""
        if actor:
            token = self.router.session.client_token
            # By no sign-in: that it has ended is what the page must hear of.
            use(PageHub).watch(token, RIGHTS, "", _on_rights(actor.user_id, self.role), "session")
