"""Tickets by the hundred thousand, with threads, promises and ten events each, made by the database."""

import time

from sqlalchemy import text

from aics_app.core.db import Database
from aics_app.tickets import actions

DIGITS = "(SELECT " + " UNION SELECT ".join(("0 d", *map(str, range(1, 10)))) + ")"
NUMBERS = (
    "(SELECT a.d + 10*b.d + 100*c.d + 1000*e.d + 10000*f.d n "
    f"FROM {DIGITS} a, {DIGITS} b, {DIGITS} c, {DIGITS} e, {DIGITS} f) numbers"
)
WORDS = (
    "'lamp','chair','parcel','refund','invoice','blanket','mirror','delivery','broken','late','address',"
    "'colour','shelf','cable','warranty','exchange','杯子碎了','退款未到账','发票抬头','快递丢件'"
)
WORD = f"ELT(1 + FLOOR(RAND() * 20), {WORDS})"
OPEN = 0.02
"""So many are still open; a desk that lives has a few per cent."""
EVENTS = 10
CUSTOMERS, AGENTS = 2000, 20

TICKETS = f"""
INSERT INTO work_order (order_no, user_id, title, content, status, status_category, handler_id, priority,
    category, reply, create_time, update_time, first_reply_at, resolved_at, language, reopened, version)
SELECT CONCAT('WO17', LPAD(n, 11, '0'), LPAD(n, 6, '0')), :first_user + (n % {CUSTOMERS}),
    CONCAT({WORD}, ' ', {WORD}, ' ', n), CONCAT_WS(' ', {", ".join([WORD] * 20)}),
    IF(RAND() < {OPEN}, ELT(1 + n % 3, 'PENDING', 'PROCESSING', 'WAITING'), IF(n % 20, 'CLOSED', 'REJECTED')),
    'resolved', IF(n % 7, :first_agent + (n % {AGENTS}), NULL), ELT(1 + n % 3, 'NORMAL', 'LOW', 'HIGH'),
    ELT(1 + n % 5, 'order', 'delivery', 'refund', 'invoice', 'other'), 'Done.',
    NOW() - INTERVAL (:count - n) MINUTE,
    NOW() - INTERVAL (:count - n) MINUTE + INTERVAL FLOOR(RAND()*600) SECOND,
    NOW(), NOW(), 'en', 0, 5
FROM {NUMBERS} WHERE n < :count ORDER BY n
"""
OPENED = """
UPDATE work_order SET status_category = IF(status = 'WAITING', 'paused', 'open'), resolved_at = NULL
WHERE status IN ('PENDING', 'PROCESSING', 'WAITING')
"""
POSTS = """
INSERT INTO ticket_post (ticket_id, author_id, is_staff, kind, content, created_at)
SELECT id, IF(d % 2, user_id, handler_id), d % 2 = 0, IF(d = 2, 'note', 'public'), content, update_time
FROM work_order, (SELECT 0 d UNION SELECT 1 UNION SELECT 2) lines_
"""
CLOCKS = """
INSERT INTO ticket_clock (ticket_id, kind, target_s, started_at, due_at, warn_at, left_s, met_at)
SELECT id, kind, 86400, create_time, IF(status_category = 'paused', NULL, create_time + INTERVAL 1 DAY),
    create_time + INTERVAL 20 HOUR, IF(status_category = 'paused', 3600, NULL),
    IF(status_category = 'resolved' OR kind = 'reply', update_time, NULL)
FROM work_order, (SELECT 'reply' kind UNION SELECT 'resolve') kinds
"""
TAGS = """
INSERT INTO ticket_tag (ticket_id, tag)
SELECT id, ELT(1 + id % 4, 'vip', 'lost', 'quality', 'gift') FROM work_order
"""
ACTIVITY = f"""
INSERT INTO activity (event, actor_id, subject_type, subject_id, data, at)
SELECT IF(d = 0, 'TicketFiled', 'TicketEdited'), handler_id, 'ticket', id,
    JSON_OBJECT('order_no', order_no, 'changes', JSON_OBJECT('priority', JSON_ARRAY('LOW', priority))),
    update_time
FROM work_order, {DIGITS} steps
"""
PEOPLE = f"""
INSERT INTO sys_user (username, password, role, nickname, status, online_status, create_time, update_time)
SELECT CONCAT(:kind, n), '-', :role, CONCAT(:kind, ' ', n), 1, 0, NOW(), NOW()
FROM {NUMBERS} WHERE n < :count ORDER BY n
"""


async def fill(db: Database, count: int) -> float:
    """Tables are there, and people of the test's own. How many seconds it took to keep the words."""
    engine = db.engine
    async with engine.begin() as connection:
        for kind, role, many in (("cust", "USER", CUSTOMERS), ("agent", "CUSTOMER_SERVICE", AGENTS)):
            await connection.execute(text(PEOPLE), {"kind": kind, "role": role, "count": many})
        ids = "SELECT MIN(id) FROM sys_user WHERE username LIKE :kind"
        first_user = (await connection.execute(text(ids), {"kind": "cust%"})).scalar_one()
        first_agent = (await connection.execute(text(ids), {"kind": "agent%"})).scalar_one()
        values = {"count": count, "first_user": first_user, "first_agent": first_agent}
        await connection.execute(text(TICKETS), values)
    for statement in (OPENED, POSTS, CLOCKS, TAGS, ACTIVITY):
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    began = time.monotonic()
    is_more = True
    while is_more:
        async with db.transaction() as session:
            is_more = await actions.read_unread(session)
    took = time.monotonic() - began
    async with engine.begin() as connection:
        for table in TABLES:
            await connection.execute(text(f"ANALYZE TABLE {table}"))
    return took


TABLES = (
    "work_order",
    "ticket_post",
    "ticket_clock",
    "ticket_tag",
    "ticket_word",
    "ticket_mention",
    "activity",
)
