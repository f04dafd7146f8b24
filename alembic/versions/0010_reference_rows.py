"""Takes over the rows of a reference database: what its columns mean, and what they leave out.

Every step looks at what is there, so that it may be run again, also after it was broken off. Rows of ours are
never met: they say already what these steps would write.
"""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT_ONCE = 500
MAX_NAME_CHARS, MAX_ORIGIN_CHARS = 120, 512
NUMBERED = {"sqlite_autoincrement": True}  # SQLite copies the table, and would forget it
UNKNOWN_TYPE = "application/octet-stream"

ORDERS = sa.table(
    "work_order",
    sa.column("id", sa.BigInteger),
    sa.column("user_id", sa.BigInteger),
    sa.column("attachment_urls", sa.String),
    sa.column("create_time", sa.DateTime),
)
PEOPLE = sa.table("sys_user", sa.column("id", sa.BigInteger))
FILES = sa.table(
    "attachment",
    sa.column("user_id", sa.BigInteger),
    sa.column("name", sa.String),
    sa.column("size", sa.BigInteger),
    sa.column("content_type", sa.String),
    sa.column("sha256", sa.String),
    sa.column("storage_key", sa.String),
    sa.column("state", sa.String),
    sa.column("subject_type", sa.String),
    sa.column("subject_id", sa.BigInteger),
    sa.column("created_at", sa.DateTime),
    sa.column("origin", sa.String),
)


def upgrade() -> None:
    files_that_are_elsewhere()
    nothing_is_empty()
    for statement in (*STATES, REPLIES, REMINDED):
        op.execute(statement)
    files()


def downgrade() -> None:
    op.execute("DELETE FROM attachment WHERE size = 0")
    with op.batch_alter_table("attachment", table_kwargs=NUMBERED) as table:
        table.drop_constraint(op.f("ck_attachment_size"), type_="check")
        table.create_check_constraint(op.f("ck_attachment_size"), "size > 0")
        table.drop_column("origin")


def files_that_are_elsewhere() -> None:
    """A file that was never taken over has no bytes, and says where it was."""
    inspector = sa.inspect(op.get_bind())
    columns = {column["name"] for column in inspector.get_columns("attachment")}
    checks = {one["name"]: one["sqltext"] for one in inspector.get_check_constraints("attachment")}
    with op.batch_alter_table("attachment", table_kwargs=NUMBERED) as table:
        if "origin" not in columns:
            table.add_column(sa.Column("origin", sa.String(MAX_ORIGIN_CHARS)))
        if "origin" not in checks.get("ck_attachment_size", ""):
            if "ck_attachment_size" in checks:
                table.drop_constraint(op.f("ck_attachment_size"), type_="check")
            table.create_check_constraint(
                op.f("ck_attachment_size"), "size > 0 OR (size = 0 AND origin IS NOT NULL)"
            )


# The reference says nothing of what may be empty; here these are never.
FILLED = {
    "sys_user": {
        "status": "1",
        "online_status": "0",
        "create_time": "COALESCE(update_time, CURRENT_TIMESTAMP)",
        "update_time": "create_time",
        "role": "'USER'",
    },
    "work_order": {
        "title": "order_no",
        "content": "''",
        "status": "'PENDING'",
        "priority": "'NORMAL'",
        "create_time": "COALESCE(update_time, assign_time, CURRENT_TIMESTAMP)",
        "update_time": "COALESCE(close_time, handle_time, create_time)",
    },
    "conversation": {"create_time": "CURRENT_TIMESTAMP", "sender_id": "0", "message_type": "'TEXT'"},
    "faq": {
        "hit_count": "0",
        "status": "1",
        "create_time": "COALESCE(update_time, CURRENT_TIMESTAMP)",
        "update_time": "create_time",
    },
}


def nothing_is_empty() -> None:
    for table, columns in FILLED.items():
        for column, value in columns.items():
            op.execute(f"UPDATE {table} SET {column} = {value} WHERE {column} IS NULL")


ENDED = "COALESCE(close_time, handle_time, update_time)"
STATES = (
    "UPDATE work_order SET status_category = 'resolved', "
    f"resolved_at = {ENDED}, first_resolved_at = COALESCE(first_resolved_at, {ENDED}) "
    "WHERE status IN ('CLOSED', 'REJECTED') AND status_category = 'open' AND resolved_at IS NULL",
    f"UPDATE work_order SET first_reply_at = COALESCE(handle_time, {ENDED}) "
    "WHERE first_reply_at IS NULL AND reply IS NOT NULL AND reply <> ''",
    f"UPDATE work_order SET rated_at = {ENDED} WHERE rated_at IS NULL AND user_feedback IS NOT NULL",
)
REPLIES = (
    "INSERT INTO ticket_post (ticket_id, author_id, is_staff, kind, content, created_at) "
    f"SELECT id, handler_id, 1, 'public', reply, COALESCE(handle_time, {ENDED}) FROM work_order "
    "WHERE reply IS NOT NULL AND reply <> '' AND NOT EXISTS (SELECT 1 FROM ticket_post "
    "WHERE ticket_post.ticket_id = work_order.id AND ticket_post.kind = 'public' AND ticket_post.is_staff = 1)"
)

# Nobody is reminded of years of them at once: whoever gets one to handle is, and of what is filed from now on.
# What has a promise is ours.
REMINDED = (
    "UPDATE work_order SET reminded_at = CURRENT_TIMESTAMP "
    "WHERE status_category = 'open' AND reminded_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM ticket_clock WHERE ticket_clock.ticket_id = work_order.id)"
)


def files() -> None:
    """One row for each address in the reference's one column; of people who are still there."""
    connection, last = op.get_bind(), 0
    known = connection.execute(
        sa.select(FILES.c.subject_id, FILES.c.origin).where(
            FILES.c.subject_type == "ticket", FILES.c.origin.is_not(None)
        )
    )
    there = {(subject_id, origin) for subject_id, origin in known}
    chosen = (
        sa.select(ORDERS.c.id, ORDERS.c.user_id, ORDERS.c.attachment_urls, ORDERS.c.create_time)
        .join(PEOPLE, PEOPLE.c.id == ORDERS.c.user_id)
        .where(ORDERS.c.attachment_urls.is_not(None), ORDERS.c.attachment_urls != "")
        .order_by(ORDERS.c.id)
        .limit(AT_ONCE)
    )
    while orders := connection.execute(chosen.where(ORDERS.c.id > last)).all():
        last = orders[-1].id
        rows = [
            row_of(order, address)
            for order in orders
            for address in dict.fromkeys(addresses(order.attachment_urls))
            if (order.id, address) not in there
        ]
        if rows:
            connection.execute(sa.insert(FILES), rows)


def addresses(kept: str) -> Iterator[str]:
    """The addresses in one column: JSON, or separated by commas or semicolons."""
    try:
        found = json.loads(kept)
    except ValueError:
        found = kept.replace(";", ",").replace("；", ",").replace("，", ",").split(",")
    for one in found if isinstance(found, list) else [found]:
        address = one.get("url") or one.get("path") if isinstance(one, dict) else one
        if isinstance(address, str) and address.strip():
            yield address.strip()[:MAX_ORIGIN_CHARS]


def row_of(order: sa.Row, address: str) -> dict[str, object]:
    """Nothing of it is here but its name."""
    path = path_of(address).replace("\\", "/")
    name = "".join(letter for letter in PurePosixPath(path).name if letter.isprintable())
    return {
        "user_id": order.user_id,
        "name": (name or "file")[:MAX_NAME_CHARS],
        "size": 0,
        "content_type": UNKNOWN_TYPE,
        "sha256": "",
        "storage_key": uuid4().hex,
        "state": "bound",
        "subject_type": "ticket",
        "subject_id": order.id,
        "created_at": order.create_time,
        "origin": address,
    }


def path_of(address: str) -> str:
    """Without its server and question; an address that is none says only what it says."""
    try:
        return unquote(urlsplit(address).path if "://" in address else address)
    except ValueError:  # a bracket in the name of its server
        return unquote(address)
