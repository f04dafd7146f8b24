"""What is shown beside the rows: answers as far as they are written, and whether the model is there."""

from aics_app.chat.models import State
from aics_app.chat.replies import Replies
from aics_app.chat.ui.shapes import MessageView, marked, message_view
from aics_app.chat.views import Excerpt
from aics_app.core.container import use
from aics_app.llm import Model


async def message_views(excerpt: Excerpt, *, is_end: bool) -> list[MessageView]:
    """Its messages; of one that is being written, what there is of it. Only an end has a last one."""
    views = []
    for one in excerpt.shown:
        streaming = one.message.state == State.STREAMING
        text = await use(Replies).text_so_far(one.message.id or 0) if streaming else None
        views.append(message_view(one, text=text))
    return marked(views) if is_end else views


def is_model_away() -> bool:
    """Whether nothing is left but the knowledge."""
    return use(Model).health().state == "down"
