"""Every route by the one right that it takes: with that right alone one gets in, with all others one doesn't.

A route that asks for a right and is not listed here fails, and so does one that takes two, or another.
"""

from collections import defaultdict
from pathlib import Path

from aics_app.accounts.models import Right
from tests.app import people
from tests.integration.test_matrix import EXPECTED, asked

TAKES: dict[Right, tuple[str, ...]] = {
    Right.AUDIT_SEE: (
        "GET /api/audit",
        "GET /api/audit/export",
    ),
    Right.CHAT_ASK: (
        "GET /api/ai/answer/stream",
        "GET /api/ai/check-transfer",
        "POST /api/ai/answer",
        "POST /api/ai/answer/stream",
        "POST /api/ai/messages/{message_id}/feedback",
        "POST /api/ai/messages/{message_id}/stop",
        "POST /api/conversations",
        "POST /api/conversations/{session_id}/handoff",
        "POST /api/conversations/{session_id}/messages",
    ),
    Right.CONVERSATIONS_SEE_ALL: ("POST /api/conversations/{session_id}/notes",),
    Right.DESK_WORK: (
        "DELETE /api/canned-replies/{reply_id}",
        "DELETE /api/customers/{customer_id}/tags/{tag:path}",
        "GET /api/agents",
        "GET /api/canned-replies",
        "GET /api/canned-replies/variables",
        "GET /api/canned-replies/{reply_id}",
        "GET /api/customers/tags",
        "GET /api/customers/{customer_id}",
        "GET /api/customers/{customer_id}/conversations",
        "GET /api/workforce/holidays",
        "GET /api/workforce/hours",
        "GET /api/workforce/rules",
        "PATCH /api/canned-replies/{reply_id}",
        "PATCH /api/customers/{customer_id}",
        "POST /api/canned-replies",
        "POST /api/canned-replies/{reply_id}/used",
        "POST /api/conversations/{session_id}/help",
        "PUT /api/agents/me/presence",
        "PUT /api/customers/{customer_id}/tags/{tag:path}",
    ),
    Right.KNOWLEDGE_MANAGE: (
        "DELETE /api/knowledge/faqs/{faq_id}",
        "GET /api/knowledge/faqs",
        "GET /api/knowledge/faqs/{faq_id}",
        "GET /api/knowledge/search",
        "PATCH /api/knowledge/faqs/{faq_id}",
        "POST /api/knowledge/faqs",
        "PUT /api/knowledge/faqs/{faq_id}",
    ),
    Right.METRICS_READ: ("GET /metrics",),
    Right.ROLES_MANAGE: (
        "DELETE /api/roles/{name}",
        "GET /api/roles",
        "POST /api/roles",
        "PUT /api/roles/{name}",
    ),
    Right.SETTINGS_MANAGE: (
        "DELETE /api/config/{key}",
        "GET /api/config",
        "GET /api/config/{key}",
        "GET /api/config/{key}/history",
        "POST /api/config/undo",
        "PUT /api/config/{key}",
        "POST /api/system/trials/{name}",
    ),
    Right.STATS_EXPORT: ("POST /api/stats/export",),
    Right.STATS_SEE: (
        "GET /api/stats/heatmap",
        "GET /api/stats/ranking",
        "GET /api/stats/rows",
        "GET /api/stats/series",
        "GET /api/stats/shares",
        "GET /api/stats/summary",
    ),
    Right.SYSTEM_SEE: ("GET /api/system",),
    Right.TICKETS_FILE: ("POST /api/work-orders",),
    Right.TICKETS_WORK: (
        "DELETE /api/work-order-macros/{macro_id}",
        "DELETE /api/work-order-views/{view_id}",
        "GET /api/work-order-macros",
        "GET /api/work-order-tags",
        "GET /api/work-order-views",
        "POST /api/work-order-macros",
        "POST /api/work-order-views",
        "POST /api/work-orders/bulk",
        "PUT /api/work-order-macros/{macro_id}",
    ),
    Right.USERS_MANAGE: (
        "DELETE /api/users/{user_id}/invitation",
        "GET /api/users",
        "GET /api/users/{user_id}",
        "PATCH /api/users/{user_id}",
        "POST /api/users",
        "POST /api/users/{user_id}/reset",
    ),
    Right.WORKFLOW_MANAGE: (
        "GET /api/workflow/versions",
        "GET /api/workflow/versions/{version}",
        "POST /api/workflow/check",
        "PUT /api/workflow",
    ),
    Right.WORKFORCE_MANAGE: (
        "PUT /api/agents/{agent_id}",
        "PUT /api/workforce/holidays",
        "PUT /api/workforce/hours",
        "PUT /api/workforce/rules/{key}",
    ),
}
"""What is missing here opens no route of its own: it widens what others show, or is asked for within."""

WIDENING = {
    Right.HANDOFFS_SEE_ALL,
    Right.HANDOFFS_SUPERVISE,
    Right.REPLIES_SHARE,
    Right.TICKETS_SEE_ALL,
    Right.CONVERSATIONS_SEARCH,
    Right.STATS_SEE_ALL,
}

ASKED = [line for line, told in EXPECTED.items() if isinstance(told, tuple)]
"""Whoever is not signed in is refused there."""


def test_every_right_opens_something_or_is_known_to_open_nothing() -> None:
    assert set(TAKES) | WIDENING == set(Right)
    assert set(TAKES) & WIDENING == set()


async def test_one_right_opens_its_routes_and_no_others(tmp_path: Path) -> None:
    refused_without: dict[str, set[Right]] = defaultdict(set)
    opened_by: dict[str, set[Right]] = defaultdict(set)
    async with people(tmp_path) as shop:
        vera = await shop.admin("vera")
        for number, right in enumerate(Right):
            for name, rights in ((f"ONLY_{number}", {right}), (f"WITHOUT_{number}", set(Right) - {right})):
                role = {"name": name, "label": name, "scope": "all", "rights": sorted(rights)}
                assert (await vera.post("/api/roles", json=role)).status_code == 201
                hugo = await shop.customer(name.lower(), name)
                for line in ASKED:
                    is_in = await asked(hugo, line) != 403
                    if is_in and len(rights) == 1:
                        opened_by[line].add(right)
                    if not is_in and len(rights) > 1:
                        refused_without[line].add(right)
    expected = {line: {right} for right, lines in TAKES.items() for line in lines}
    assert refused_without == expected
    assert {line: rights for line, rights in opened_by.items() if rights != set(Right)} == expected
