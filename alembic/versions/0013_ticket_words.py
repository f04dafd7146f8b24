"""Tickets are found by the words of their texts. Those of tickets that are there already are kept later, by the
keeper: until then they are looked through as before.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only where the type is INTEGER
WORD = sa.String(40).with_variant(mysql.VARCHAR(40, charset="utf8mb4", collation="utf8mb4_bin"), "mysql")
OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
}
NUMBERED = OPTIONS | {"sqlite_autoincrement": True}  # the number of a deleted row is never given again


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    tables = set(inspector.get_table_names())
    if "ticket_word" not in tables:
        op.create_table(
            "ticket_word",
            sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
            sa.Column("word", WORD, nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_word")),
            sa.UniqueConstraint("word", name=op.f("uq_ticket_word_word")),
            **NUMBERED,
        )
    if "ticket_mention" not in tables:
        op.create_table(
            "ticket_mention",
            sa.Column("word_id", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.Column("ticket_id", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.PrimaryKeyConstraint("word_id", "ticket_id", name=op.f("pk_ticket_mention")),
            sa.ForeignKeyConstraint(
                ["word_id"], ["ticket_word.id"], name=op.f("fk_ticket_mention_word_id_ticket_word")
            ),
            **OPTIONS,
        )
    if "words_kept" not in {column["name"] for column in inspector.get_columns("work_order")}:
        kept = sa.Column("words_kept", sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column("work_order", kept)
    if "ix_work_order_words_kept" not in {one["name"] for one in inspector.get_indexes("work_order")}:
        op.create_index("ix_work_order_words_kept", "work_order", ["words_kept"])


def downgrade() -> None:
    op.drop_index("ix_work_order_words_kept", "work_order")
    op.drop_column("work_order", "words_kept")
    op.drop_table("ticket_mention")
    op.drop_table("ticket_word")
