"""`approvals reindex`: the words by which cases are found, written anew from the cases themselves."""

import click

from service.register.searching import rebuild
from service.settings import database_url
from service.startup import open_existing


@click.command("reindex")
def reindex_command() -> None:
    """Write the words by which cases are found anew; needed once after an upgrade, harmless at any time."""
    count = rebuild(open_existing(database_url()))
    click.echo(f"The words of {count} case{'' if count == 1 else 's'} are written.")
