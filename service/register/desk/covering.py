"""Which steps a deadline limits: the step that it stands over, or every step of the stage that it stands over."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from service.register.register import Register
from service.register.tables import definitions, dues, steps


def covering(stages: Mapping[str, Sequence[str]]) -> ColumnElement[bool]:
    """Return the condition that a row of `dues` limits a row of `steps`. `stages`: see `stages_of`."""
    inside = [and_(dues.c.covers == call, steps.c.element.in_(names)) for call, names in sorted(stages.items())]
    return or_(steps.c.element == dues.c.covers, *inside)


def stages_of(register: Register, connection: Connection) -> dict[str, Sequence[str]]:
    """Return the steps inside each called stage of the published paths, in one statement."""
    found: dict[str, set[str]] = {}
    for identity in connection.execute(select(definitions.c.id)).scalars():
        elements = register.versions.load(connection, identity).diagram.elements.values()
        by_process: dict[str, set[str]] = {}
        for one in elements:
            if one.is_step:
                by_process.setdefault(one.process, set()).add(one.id)
        for one in elements:
            if one.calls in by_process:
                found.setdefault(one.id, set()).update(by_process[one.calls])
    return {call: sorted(names) for call, names in found.items()}


def stages(register: Register) -> dict[str, Sequence[str]]:
    """Return the steps inside each called stage of the published paths."""
    with register.database.read() as connection:
        return stages_of(register, connection)
