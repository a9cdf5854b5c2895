"""Runs migrations on the connection that `service.register.schema.upgrade` gives."""

from alembic import context

from service.register.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
