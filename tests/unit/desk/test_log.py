"""The log as the staff reads it, at the desk and in the records: what happened, and how answers ended."""

from dataclasses import fields
from string import Formatter
from typing import get_args

import pytest
import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.chat.models import Message, MessageType, Sender, State, TransferReason, What
from aics_app.chat.views import Shown
from aics_app.desk.queries import asked_line
from aics_app.desk.ui import log
from aics_app.desk.ui.shapes import LineView, line_view
from aics_app.handoff import actions
from aics_app.handoff.models import AskedBy
from aics_app.locales import CATALOGUES
from aics_app.stats.ui import found, found_talk
from aics_app.ui.components.lines import WHATS
from tests.unit.handoff.conftest import NOON, Floor, after


class Reading(rx.State):
    """Somebody who reads one line."""

    desk: LineView = LineView(0, "ai", "", "", "")
    record: found.LineView = found.LineView(0, "ai", "", "", "")


def _named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("what", get_args(What))
def test_whatever_is_announced_is_said_to_customers_and_to_the_staff(what: str) -> None:
    shown = {field.name for field in fields(LineView)} & {field.name for field in fields(found.LineView)}
    for texts in CATALOGUES.values():
        assert texts[f"line.{what}"]
        assert _named(texts[f"desk.line_{what}"]) == set(WHATS[what]) <= shown


def _row(**values: object) -> Shown:
    return Shown(Message(id=1, session_id="0" * 32, user_id=1, create_time=NOON, **values))


def test_a_filed_ticket_has_its_number_in_the_log() -> None:
    extra = {"what": "ticket_filed", "params": {"order_no": "WO-7"}}
    row = _row(sender=Sender.SYSTEM, message_type=MessageType.SYSTEM, content="", extra=extra)
    for view in (line_view, found.line_view):
        one = view(row, "Lena")
        assert (one.what, one.order_no) == ("ticket_filed", "WO-7")


def test_a_failed_answer_tells_the_staff_why_and_offers_no_second_try() -> None:
    row = _row(sender=Sender.AI, content="", state=State.FAILED, error_code="model_timeout")
    for view in (line_view, found.line_view):
        assert (view(row, "Lena").state, view(row, "Lena").error) == ("failed", "model_timeout")
    for page in (str(log.line(Reading.desk)), str(found_talk._line(Reading.record))):
        assert '"chat-end-note"' in page
        assert CATALOGUES["en"]["chat.failed_model_timeout"] in page
        assert CATALOGUES["en"]["chat.interrupted"] in page
        assert "retry" not in page


def test_a_line_of_the_system_is_done() -> None:
    for page in (str(log.line(Reading.desk)), str(found_talk._line(Reading.record))):
        assert '"data-sender":"system","data-state":"done"' in page.replace(" ", "")


@pytest.mark.parametrize("source", [AskedBy.BUTTON, AskedBy.RULE])
async def test_what_was_said_before_is_folded_whoever_asked_for_a_person(
    floor: Floor, lena: Actor, source: AskedBy
) -> None:
    own, reason = await floor.conversation(lena), TransferReason.PENDING_CLARIFICATION
    handoff = await floor.do(actions.request, lena, own, reason=reason, source=source, at=after(5))
    (line,) = await floor.messages(handoff, sender=Sender.SYSTEM)
    assert await floor.read(asked_line, own) == line.id
