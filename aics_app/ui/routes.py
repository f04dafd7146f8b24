"""The names of all pages: links are made here and nowhere else."""

from urllib.parse import quote

from reflex import Var

HOME = "/"
LOGIN = "/login"
REGISTER = "/register"
PROFILE = "/profile"
FORBIDDEN = "/forbidden"
INVITED = "/invited"

CHAT = "/chat"
CHAT_SESSION = "/chat/[session_id]"

TICKETS = "/tickets"
TICKET_NEW = "/tickets/new"
TICKET = "/tickets/[order_no]"

DESK = "/desk"
DESK_SESSION = "/desk/[session_id]"
BOARD = "/board"
BOARD_TICKET = "/board/[order_no]"
HANDOFFS = "/handoffs"
REPLIES = "/replies"
MACROS = "/macros"

ADMIN = "/admin"
ADMIN_ROWS = "/admin/rows"
ADMIN_WALL = "/admin/wall"
ADMIN_CONVERSATIONS = "/admin/conversations"
ADMIN_CONVERSATION = "/admin/conversations/[talk_id]"
ADMIN_KNOWLEDGE = "/admin/knowledge"
ADMIN_UNANSWERED = "/admin/unanswered"
ADMIN_QUALITY = "/admin/quality"
ADMIN_CUSTOMERS = "/admin/customers"
ADMIN_USERS = "/admin/users"
ADMIN_ROLES = "/admin/roles"
ADMIN_WORKFLOW = "/admin/workflow"
ADMIN_WORKFORCE = "/admin/workforce"
ADMIN_SETTINGS = "/admin/settings"
ADMIN_AUDIT = "/admin/audit"
ADMIN_SYSTEM = "/admin/system"

WIDGET = "/widget"

Text = str | Var[str]


def chat(session_id: Text) -> Text:
    """The customer's conversation."""
    return CHAT + "/" + session_id


def desk(session_id: Text) -> Text:
    """The agent's view of a conversation."""
    return DESK + "/" + session_id


def conversation(session_id: Text) -> Text:
    """A conversation to be read by who may search."""
    return ADMIN_CONVERSATIONS + "/" + session_id


def ticket(order_no: Text) -> Text:
    """The customer's view of a ticket."""
    return TICKETS + "/" + order_no


def ticket_from(session_id: Text) -> Text:
    """A new ticket that begins with what was said in a conversation."""
    return TICKET_NEW + "?from=" + session_id


def board(order_no: Text) -> Text:
    """The agent's view of a ticket."""
    return BOARD + "/" + order_no


def invited(token: str) -> str:
    """The link of an invitation: a first password, then the sign-in."""
    return f"{INVITED}?token={quote(token)}&next={LOGIN}"


def login(after: str) -> str:
    """The sign-in page that leads on to `after`, a path of this site."""
    return f"{LOGIN}?next={quote(after)}"
