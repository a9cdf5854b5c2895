"""The filters that somebody keeps by a name. What is kept is the address of the list, so that a link is the same."""

from sqlalchemy import delete, insert, select

from service.register.register import Register
from service.register.sight import Row
from service.register.tables import saved_filters


def saved_of(register: Register, username: str) -> list[Row]:
    """Return the filters of a person, by name."""
    query = select(saved_filters).where(saved_filters.c.username == username).order_by(saved_filters.c.name)
    with register.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def save_filter(register: Register, username: str, name: str, query: str) -> None:
    """Keep a filter by its name, over the one that was kept by it."""
    same = (saved_filters.c.username == username, saved_filters.c.name == name)
    row = {"username": username, "name": name, "query": query, "saved_at": register.clock()}
    with register.database.write() as connection:
        connection.execute(delete(saved_filters).where(*same))
        connection.execute(insert(saved_filters).values(row))


def forget_filter(register: Register, username: str, identity: int) -> bool:
    """Forget a filter of that person; return whether there was one."""
    own = (saved_filters.c.id == identity, saved_filters.c.username == username)
    with register.database.write() as connection:
        return connection.execute(delete(saved_filters).where(*own)).rowcount > 0
