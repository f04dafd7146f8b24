"""Hand-offs by rule: what a wait needs, when its customer was last there, and the notes that customers leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
NOTE = "handoff_note"
INDEX = "ix_handoff_note_done_at"
COLUMNS = {
    "language": sa.String(8),
    "intent": sa.String(40),
    "waiting_since": INSTANT,
    "customer_seen_at": INSTANT,
}


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    there = {column["name"] for column in inspector.get_columns("handoff")}
    for name, kind in COLUMNS.items():
        if name not in there:
            op.add_column("handoff", sa.Column(name, kind))
    if not inspector.has_table(NOTE):
        notes()
    if INDEX not in {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(NOTE)}:
        op.create_index(INDEX, NOTE, ["done_at", "handoff_id"])


def downgrade() -> None:
    op.drop_table(NOTE)
    for name in reversed(COLUMNS):
        op.drop_column("handoff", name)


def notes() -> None:
    op.create_table(
        NOTE,
        sa.Column("handoff_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("left_at", INSTANT, nullable=False),
        sa.Column("done_by", sa.BigInteger()),
        sa.Column("done_at", INSTANT),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_handoff_note")),
        sa.CheckConstraint("(done_by IS NULL) = (done_at IS NULL)", name=op.f("ck_handoff_note_done")),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_handoff_note_handoff_id_handoff"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["sys_user.id"], name=op.f("fk_handoff_note_done_by_sys_user")),
        **OPTIONS,
    )
