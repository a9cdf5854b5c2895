"""Acts that stand: the accepted answers of a case that nobody has taken back, in the order in which they counted."""

from sqlalchemy import Connection, Row, select

from service.register.tables import arrivals

ACCEPTED, REFUSED, OUT_OF_ORDER = "accepted", "refused", "out-of-order"


def standing(connection: Connection, case_id: int) -> list[Row[tuple[object, ...]]]:
    """Return the acts of a case that stand, oldest first."""
    query = (
        select(arrivals)
        .where(arrivals.c.case_id == case_id, arrivals.c.kind == "answer")
        .where(arrivals.c.outcome == ACCEPTED, arrivals.c.withdrawn_by.is_(None))
        .order_by(arrivals.c.judged_at, arrivals.c.received_at, arrivals.c.id)
    )
    return list(connection.execute(query))
