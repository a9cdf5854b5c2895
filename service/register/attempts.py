"""Failed sign-ins: each one lets the next wait longer, by the name that was given and by the address it came from.

A name is counted whether or not there is such an account, so waiting tells nothing. Names and addresses are kept as
digests and forgotten after a day. An attempt counts before the password is looked at, so many at once gain nothing.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.register.register import Register
from service.register.tables import attempts

FREE = {"name": 3, "address": 20}
"""How many failures cost nothing: mistyping, and a hospital behind one address."""
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


def keys_of(username: str, address: str) -> list[str]:
    """Return under what an attempt is counted."""
    return [_key("name", username.casefold()), _key("address", address)]


def _key(kind: str, value: str) -> str:
    return f"{kind}/{hashlib.sha256(value.encode()).hexdigest()}"


def attempt(register: Register, keys: list[str]) -> timedelta | None:
    """Count an attempt as failed until it succeeds; return how long to wait instead, when it is too early."""
    now = register.watch()
    with register.database.write() as connection:
        connection.execute(delete(attempts).where(attempts.c.last_at < now - FORGOTTEN))
        latest = connection.execute(select(attempts.c.until_at).where(attempts.c.key.in_(keys)).with_for_update())
        until = max(latest.scalars(), default=now)
        if until > now:
            return until - now
        for key in keys:
            _count(connection, key, now)
    return None


def _count(connection: Connection, key: str, now: datetime) -> None:
    given = {"key": key, "failures": 1, "last_at": now, "until_at": now}
    failures = int(connection.execute(_ONE_MORE[connection.dialect.name], given).scalar_one())
    over = failures - FREE[key.partition("/")[0]]
    if over > 0:
        wait = min(timedelta(seconds=2 ** min(over + 3, 20)), LONGEST)
        connection.execute(update(attempts).where(attempts.c.key == key).values(until_at=now + wait))


def succeeded(register: Register, keys: list[str]) -> None:
    """Forget the failures of a name, and take back the one that was counted for the address."""
    name, address = keys
    with register.database.write() as connection:
        connection.execute(delete(attempts).where(attempts.c.key == name))
        mine = update(attempts).where(attempts.c.key == address)
        connection.execute(mine.values(failures=attempts.c.failures - 1, until_at=register.watch()))


def _one_more(dialect: Any) -> Any:
    new = dialect.insert(attempts).values(
        {name: bindparam(name) for name in ("key", "failures", "last_at", "until_at")}
    )
    change = {"failures": attempts.c.failures + 1, "last_at": new.excluded.last_at}
    return new.on_conflict_do_update(index_elements=["key"], set_=change).returning(attempts.c.failures)


_ONE_MORE = {"sqlite": _one_more(sqlite), "postgresql": _one_more(postgresql)}
