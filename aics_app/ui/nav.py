"""What the side bar offers: one entry for every page that exists, each with the right it takes."""

from dataclasses import dataclass

from aics_app.ui import routes


@dataclass(frozen=True)
class Entry:
    """A way into a part of the product. `text` is a key of the catalogue, `icon` a Lucide name."""

    name: str
    text: str
    icon: str
    route: str
    right: str


ENTRIES: tuple[Entry, ...] = (
    Entry("chat", "nav.chat", "messages-square", routes.CHAT, "chat.ask"),
    Entry("tickets", "nav.tickets", "ticket", routes.TICKETS, "tickets.file"),
    Entry("desk", "nav.desk", "headset", routes.DESK, "desk.work"),
    Entry("board", "nav.board", "square-kanban", routes.BOARD, "tickets.work"),
    Entry("handoffs", "nav.handoffs", "history", routes.HANDOFFS, "handoffs.see_all"),
    Entry("replies", "nav.replies", "message-square-quote", routes.REPLIES, "desk.work"),
    Entry("macros", "nav.macros", "wand-sparkles", routes.MACROS, "tickets.work"),
    Entry("workforce", "nav.workforce", "calendar-clock", routes.ADMIN_WORKFORCE, "workforce.manage"),
    Entry("workflow", "nav.workflow", "workflow", routes.ADMIN_WORKFLOW, "workflow.manage"),
    Entry("knowledge", "nav.knowledge", "book-open-text", routes.ADMIN_KNOWLEDGE, "knowledge.manage"),
)
