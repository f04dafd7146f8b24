"""Where links lead whoever looks, by his rights: a page that he would be sent away from is no way."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui import routes


def way_to_talk(session_id: Var[str], permissions: Var[list[str]]) -> Var[str]:
    """Where a conversation is read; empty for who may not.

    To open the desk is to come to work, and chats are given to who did: it is for whom there is no other.
    """
    may = permissions.contains
    own: Var[str] = rx.cond(may("desk.work"), routes.desk(session_id), "")
    return rx.cond(may("conversations.search"), routes.conversation(session_id), own)
