"""Every route and every role: who may come in, what others are told. A new route fails until it is listed.

Which right each takes is in `test_one_right.py`.
Requests are empty and ids are strangers': whoever has the right gets as far as 422 or 404, the others don't.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient

from aics_app import api
from tests.app import Shop, people
from tests.conftest import Stores

ROLES = ("anonymous", "customer", "agent", "admin")
NO_ID = "0" * 32
LEAVING = "POST /api/auth/logout"

# Status by role, in the order of ROLES; one figure when it is the same for all.
EXPECTED: dict[str, tuple[int, ...] | int] = {
    "GET /api/openapi.json": 200,
    "GET /api/docs": 200,
    "GET /api/docs/page.js": 200,
    "GET /api/docs/page.css": 200,
    "GET /api/look.css": 200,
    "GET /api/health": 200,
    "GET /api/health/ready": 200,
    "GET /metrics": (401, 403, 403, 200),
    "POST /api/auth/login": 422,
    "POST /api/auth/register": 422,
    "GET /api/auth/demo": 200,
    "POST /api/auth/demo": 422,
    "GET /api/auth/me": (401, 200, 200, 200),
    "PATCH /api/auth/me": (401, 422, 422, 422),
    "POST /api/auth/invitation": 422,
    "GET /api/users": (401, 403, 403, 200),
    "POST /api/users": (401, 403, 403, 422),
    "GET /api/users/{user_id}": (401, 403, 403, 404),
    "PATCH /api/users/{user_id}": (401, 403, 403, 422),
    "POST /api/users/{user_id}/reset": (401, 403, 403, 422),
    "DELETE /api/users/{user_id}/invitation": (401, 403, 403, 404),
    "GET /api/roles": (401, 403, 403, 200),
    "POST /api/roles": (401, 403, 403, 422),
    "PUT /api/roles/{name}": (401, 403, 403, 422),
    "DELETE /api/roles/{name}": (401, 403, 403, 422),
    "POST /api/auth/password": (401, 422, 422, 422),
    "GET /api/auth/sessions": (401, 200, 200, 200),
    "DELETE /api/auth/sessions": (401, 204, 204, 204),
    "POST /api/auth/avatar": (401, 422, 422, 422),
    "GET /api/avatars/{avatar_id}": (401, 404, 404, 404),
    LEAVING: 204,
    "POST /api/attachments": (401, 422, 422, 422),
    "GET /api/attachments/limits": (401, 200, 200, 200),
    "GET /api/attachments/{attachment_id}": (401, 404, 404, 404),
    "DELETE /api/attachments/{attachment_id}": (401, 404, 404, 404),
    "POST /api/ai/answer": (401, 422, 422, 422),
    "GET /api/ai/answer/stream": (401, 422, 422, 422),
    "POST /api/ai/answer/stream": (401, 422, 422, 422),
    "GET /api/ai/check-transfer": (401, 422, 422, 422),
    "POST /api/ai/messages/{message_id}/feedback": (401, 422, 422, 422),
    "POST /api/ai/messages/{message_id}/stop": (401, 404, 404, 404),
    "GET /api/conversations": (401, 200, 200, 200),
    "POST /api/conversations": (401, 422, 422, 422),
    "GET /api/conversations/{session_id}": (401, 404, 404, 404),
    "GET /api/conversations/{session_id}/messages": (401, 404, 404, 404),
    "POST /api/conversations/{session_id}/messages": (401, 422, 422, 422),
    "GET /api/conversations/{session_id}/events": (401, 404, 404, 404),
    "POST /api/conversations/{session_id}/notes": (401, 403, 422, 422),
    "POST /api/conversations/{session_id}/read": (401, 422, 422, 422),
    "POST /api/conversations/{session_id}/typing": (401, 404, 404, 404),
    "POST /api/conversations/{session_id}/handoff": (401, 422, 422, 422),
    "GET /api/handoffs": (401, 200, 200, 200),
    "GET /api/handoffs/{handoff_id}": (401, 404, 404, 404),
    "POST /api/handoffs/{handoff_id}/take": (401, 422, 422, 422),
    "POST /api/handoffs/{handoff_id}/transfer": (401, 422, 422, 422),
    "POST /api/handoffs/{handoff_id}/give-back": (401, 404, 404, 404),
    "POST /api/handoffs/{handoff_id}/close": (401, 422, 422, 422),
    "POST /api/handoffs/{handoff_id}/cancel": (401, 404, 404, 404),
    "POST /api/handoffs/{handoff_id}/note": (401, 422, 422, 422),
    "POST /api/handoffs/{handoff_id}/note/done": (401, 404, 404, 404),
    "POST /api/handoffs/{handoff_id}/rating": (401, 422, 422, 422),
    "GET /api/stats/summary": (401, 403, 200, 200),
    "GET /api/stats/series": (401, 403, 422, 422),
    "GET /api/stats/shares": (401, 403, 422, 422),
    "GET /api/stats/ranking": (401, 403, 200, 200),
    "GET /api/stats/heatmap": (401, 403, 200, 200),
    "GET /api/stats/rows": (401, 403, 422, 422),
    "POST /api/stats/export": (401, 403, 403, 422),
    "GET /api/jobs": (401, 200, 200, 200),
    "GET /api/jobs/{job_id}": (401, 404, 404, 404),
    "POST /api/jobs/{job_id}/cancel": (401, 404, 404, 404),
    "DELETE /api/jobs/{job_id}": (401, 404, 404, 404),
    "GET /api/jobs/{job_id}/file": (401, 404, 404, 404),
    "GET /api/work-orders": (401, 200, 200, 200),
    "POST /api/work-orders": (401, 422, 422, 422),
    "POST /api/work-orders/bulk": (401, 403, 422, 422),
    "GET /api/work-orders/{order_no}": (401, 404, 404, 404),
    "PATCH /api/work-orders/{order_no}": (401, 422, 422, 422),
    "GET /api/work-orders/{order_no}/history": (401, 404, 404, 404),
    "POST /api/work-orders/{order_no}/assign": (401, 422, 422, 422),
    "POST /api/work-orders/{order_no}/transition": (401, 422, 422, 422),
    "POST /api/work-orders/{order_no}/replies": (401, 422, 422, 422),
    "POST /api/work-orders/{order_no}/rating": (401, 422, 422, 422),
    "POST /api/work-orders/{order_no}/attachments": (401, 404, 404, 404),
    "POST /api/work-orders/{order_no}/links": (401, 422, 422, 422),
    "DELETE /api/work-orders/{order_no}/links/{other_no}": (401, 404, 404, 404),
    "POST /api/work-orders/{order_no}/merge": (401, 422, 422, 422),
    "POST /api/work-orders/{order_no}/macro": (401, 422, 422, 422),
    "GET /api/work-order-tags": (401, 403, 200, 200),
    "GET /api/work-order-macros": (401, 403, 200, 200),
    "POST /api/work-order-macros": (401, 403, 422, 422),
    "PUT /api/work-order-macros/{macro_id}": (401, 403, 422, 422),
    "DELETE /api/work-order-macros/{macro_id}": (401, 403, 404, 404),
    "GET /api/work-order-views": (401, 403, 200, 200),
    "POST /api/work-order-views": (401, 403, 422, 422),
    "DELETE /api/work-order-views/{view_id}": (401, 403, 404, 404),
    "GET /api/agents": (401, 403, 200, 200),
    "PUT /api/agents/me/presence": (401, 403, 422, 422),
    "PUT /api/agents/{agent_id}": (401, 403, 403, 422),
    "GET /api/config": (401, 403, 403, 200),
    "GET /api/audit": (401, 403, 403, 200),
    "GET /api/audit/export": (401, 403, 403, 200),
    "GET /api/config/{key}": (401, 403, 403, 200),
    "PUT /api/config/{key}": (401, 403, 403, 422),
    "DELETE /api/config/{key}": (401, 403, 403, 422),
    "GET /api/config/{key}/history": (401, 403, 403, 200),
    "POST /api/config/undo": (401, 403, 403, 422),
    "GET /api/system": (401, 403, 403, 200),
    "POST /api/system/trials/{name}": (401, 403, 403, 422),
    "GET /api/workflow": (401, 200, 200, 200),
    "PUT /api/workflow": (401, 403, 403, 422),
    "POST /api/workflow/check": (401, 403, 403, 422),
    "GET /api/workflow/versions": (401, 403, 403, 200),
    "GET /api/workflow/versions/{version}": (401, 403, 403, 404),
    "GET /api/workforce/hours": (401, 403, 200, 200),
    "PUT /api/workforce/hours": (401, 403, 403, 422),
    "GET /api/workforce/holidays": (401, 403, 200, 200),
    "PUT /api/workforce/holidays": (401, 403, 403, 422),
    "GET /api/workforce/rules": (401, 403, 200, 200),
    "PUT /api/workforce/rules/{key}": (401, 403, 403, 422),
    "GET /api/customers/tags": (401, 403, 200, 200),
    "GET /api/customers/{customer_id}": (401, 403, 404, 404),
    "PATCH /api/customers/{customer_id}": (401, 403, 422, 422),
    "PUT /api/customers/{customer_id}/tags/{tag:path}": (401, 403, 404, 404),
    "DELETE /api/customers/{customer_id}/tags/{tag:path}": (401, 403, 404, 404),
    "GET /api/customers/{customer_id}/conversations": (401, 403, 404, 404),
    "GET /api/canned-replies": (401, 403, 200, 200),
    "POST /api/canned-replies": (401, 403, 422, 422),
    "GET /api/canned-replies/variables": (401, 403, 422, 422),
    "GET /api/canned-replies/{reply_id}": (401, 403, 404, 404),
    "PATCH /api/canned-replies/{reply_id}": (401, 403, 422, 422),
    "DELETE /api/canned-replies/{reply_id}": (401, 403, 404, 404),
    "POST /api/canned-replies/{reply_id}/used": (401, 403, 404, 404),
    "POST /api/conversations/{session_id}/help": (401, 403, 422, 422),
    "GET /api/knowledge/faqs": (401, 403, 403, 200),
    "POST /api/knowledge/faqs": (401, 403, 403, 422),
    "GET /api/knowledge/faqs/{faq_id}": (401, 403, 403, 404),
    "PUT /api/knowledge/faqs/{faq_id}": (401, 403, 403, 422),
    "PATCH /api/knowledge/faqs/{faq_id}": (401, 403, 403, 422),
    "DELETE /api/knowledge/faqs/{faq_id}": (401, 403, 403, 404),
    "GET /api/knowledge/search": (401, 403, 403, 422),
}


def routes() -> Iterator[str]:
    """`METHOD path` of everything that the API answers."""
    for route in iter_route_contexts(api.app.routes):
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            yield f"{method} {route.path}"


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, **stores.environ) as running:
        yield running


@pytest.fixture
async def everybody(shop: Shop) -> dict[str, AsyncClient]:
    return {
        "anonymous": await shop.client(),
        "customer": await shop.customer("lena"),
        "agent": await shop.agent("anna"),
        "admin": await shop.admin("vera"),
    }


def test_every_route_is_listed_and_every_listed_one_is_there() -> None:
    assert sorted(EXPECTED) == sorted(routes())


async def test_who_may_what(everybody: dict[str, AsyncClient]) -> None:
    wrong = []
    for line, expected in EXPECTED.items():
        if line == LEAVING:  # would end the sign-ins that the next lines need
            continue
        statuses = (expected,) * len(ROLES) if isinstance(expected, int) else expected
        for role, status in zip(ROLES, statuses, strict=True):
            answer = await asked(everybody[role], line)
            if answer != status:
                wrong.append(f"{line} as {role}: {answer}, not {status}")
    assert wrong == []


async def test_everybody_may_leave(everybody: dict[str, AsyncClient]) -> None:
    statuses = {role: await asked(client, LEAVING) for role, client in everybody.items()}
    assert statuses == dict.fromkeys(ROLES, EXPECTED[LEAVING])


async def asked(client: AsyncClient, line: str) -> int:
    """The status of an empty request for what is nobody's."""
    method, path = line.split()
    for name, value in {
        "{session_id}": NO_ID,
        "{attachment_id}": "987654321",
        "{avatar_id}": NO_ID,
        "{message_id}": "987654321",
        "{faq_id}": "987654321",
        "{handoff_id}": "987654321",
        "{customer_id}": "987654321",
        "{user_id}": "987654321",
        "{name}": "NOBODY",
        "{agent_id}": "987654321",
        "{key}": "HANDOFF_POLICY",
        "{version}": "987654321",
        "{tag:path}": "tag",
        "{reply_id}": "987654321",
        "{order_no}": "WO0",
        "{other_no}": "WO1",
        "{macro_id}": "987654321",
        "{job_id}": "987654321",
        "{view_id}": "987654321",
    }.items():
        path = path.replace(name, value)
    body = b"[]" if method in ("POST", "PUT", "PATCH") else None
    headers = {"Content-Type": "application/json"} if body else {}
    return (await client.request(method, path, content=body, headers=headers)).status_code
