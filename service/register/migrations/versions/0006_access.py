"""Roles with dates, sessions, failed sign-ins, one-time links, linked identities, successions and reads"""

import sqlalchemy as sa
from alembic import op

from service.register.bodies import shipped_successors

revision = "0006"
down_revision = "0011"
branch_labels = None
depends_on = None
AREA_TEAMS_BEGAN = 1_364_770_800_000_000  # London midnight, 1 April 2013, in microseconds since 1970
AREA_TEAMS_ENDED = 1_427_842_800_000_000  # London midnight after 31 March 2015
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def table(name: str, *parts: object) -> None:
    op.create_table(name, sa.Column("id", ID, nullable=False), *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))


def of_account(table_: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["username"], ["accounts.username"], name=f"fk_{table_}_username")


def upgrade() -> None:
    _roles()
    _bodies()
    _sessions()
    _links()
    table(
        "reads", instant("at"), text("username", 80), text("role", 40), instant("session_id"), text("kind", 40),
        text("what", 300),
    )  # fmt: skip
    op.create_index("ix_reads_at", "reads", ["at"])
    op.create_index("ix_reads_username", "reads", ["username"])


def _roles() -> None:
    table(
        "tenures", text("username", 80), text("role", 40), text("scope", 80), instant("from_at"),
        instant("until_at", nullable=True), text("by", 80), instant("made_at"), of_account("tenures"),
    )  # fmt: skip
    op.create_index("ix_tenures_username", "tenures", ["username"])
    op.create_index("ix_tenures_role", "tenures", ["role"])
    op.execute(
        "INSERT INTO tenures (username, role, scope, from_at, by, made_at) "
        "SELECT username, role, scope, 0, 'migration', 0 FROM accounts ORDER BY id"
    )
    for column in ("role", "scope", "failures", "locked_until"):
        op.drop_column("accounts", column)


def _bodies() -> None:
    op.create_table(
        "bodies", text("name", 80), text("region", 60), instant("from_at"), instant("until_at", nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_bodies"),
    )  # fmt: skip
    filled = sa.text("INSERT INTO bodies SELECT area_team, min(region), :begins, NULL FROM organisations GROUP BY 1")
    op.execute(filled.bindparams(begins=AREA_TEAMS_BEGAN))
    table(
        "successions", text("predecessor", 80), text("successor", 80), instant("from_at"),
        sa.Column("source", sa.Text(), nullable=False), text("by", 80), instant("asked_at"), text("second", 80),
        instant("answered_at", nullable=True), text("outcome", 20),
        sa.ForeignKeyConstraint(["predecessor"], ["bodies.name"], name="fk_successions_predecessor"),
    )  # fmt: skip
    for one in shipped_successors():
        _follows(one.predecessor, one.successor, one.source)


def _follows(predecessor: str, successor: str, source: str) -> None:
    named = {"predecessor": predecessor, "successor": successor, "at": AREA_TEAMS_ENDED, "source": source}
    new = (
        "INSERT INTO bodies SELECT :successor, region, :at, NULL FROM bodies WHERE name = :predecessor "
        "AND NOT EXISTS (SELECT 1 FROM bodies WHERE name = :successor)"
    )
    follows = (
        "INSERT INTO successions (predecessor, successor, from_at, source, by, asked_at, second, answered_at, outcome) "
        "SELECT name, :successor, :at, :source, 'release', :at, 'release', :at, 'confirmed' FROM bodies "
        "WHERE name = :predecessor"
    )
    over = "UPDATE bodies SET until_at = :at WHERE name = :predecessor"
    for statement in (new, follows, over):
        of_it = {name: named[name] for name in named if f":{name}" in statement}
        op.execute(sa.text(statement).bindparams(**of_it))


def _sessions() -> None:
    table(
        "sessions", text("digest", 64), text("username", 80), sa.Column("tenure_id", ID, nullable=True),
        text("manner", 20), text("agent", 40), instant("began_at"), instant("seen_at"), instant("ends_at"),
        instant("ended_at", nullable=True), text("ended_by", 80), of_account("sessions"),
        sa.ForeignKeyConstraint(["tenure_id"], ["tenures.id"], name="fk_sessions_tenure_id"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
    )  # fmt: skip
    op.create_index("ix_sessions_username", "sessions", ["username"])
    op.create_table(
        "attempts", text("key", 80), sa.Column("failures", sa.Integer(), nullable=False), instant("last_at"),
        instant("until_at"), sa.PrimaryKeyConstraint("key", name="pk_attempts"),
    )  # fmt: skip
    op.create_index("ix_attempts_last_at", "attempts", ["last_at"])


def _links() -> None:
    table(
        "one_time_links", text("digest", 64), text("kind", 12), text("username", 80), text("by", 80),
        instant("made_at"), instant("ends_at"), instant("used_at", nullable=True), of_account("one_time_links"),
        sa.UniqueConstraint("digest", name="uq_one_time_links_digest"),
    )  # fmt: skip
    op.create_index("ix_one_time_links_username", "one_time_links", ["username"])
    table(
        "identities", text("issuer", 200), text("subject", 255), text("username", 80), text("by", 80),
        instant("linked_at"), of_account("identities"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identities_issuer_subject"),
    )  # fmt: skip
    op.create_index("ix_identities_username", "identities", ["username"])
