"""`approvals retention`: what is over its time, by kind, and letting it go."""

import json

import click

from service.actions import privacy
from service.register import retention
from service.settings import database_url
from service.startup import open_existing

BY = "command line"


@click.command("retention")
@click.option("--apply", is_flag=True, help="Let it go; only listed unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def retention_command(apply: bool, as_json: bool) -> None:
    """List what is over its time and no part of the record, and let it go with --apply.

    Never the ledger, what was received, or documents of cases.
    """
    register, kept = open_existing(database_url()), privacy.retention()
    days = {kind: one.days for kind, one in kept.items()}
    found = retention.let_go(register, days, BY) if apply else retention.over(register, days)
    if as_json:
        click.echo(json.dumps({"applied": apply, "rows": found}))
        return
    for kind, count in found.items():
        click.echo(f"{count:>8}  {kept[kind].words} (kept {kept[kind].days} days after {kept[kind].counted_from})")
    click.echo("Let go." if apply else f"{sum(found.values())} rows are over their time. Let them go with --apply.")
