"""Alembic from code, imported only for a file not at head; sets up no logging, prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from reception_app.adapters.store.schema import metadata
from reception_app.adapters.store.sqlite import WRITING, foreign_keys_hold
from reception_app.domain.errors import StoreDamaged, StoreNewer

if TYPE_CHECKING:
    from alembic.runtime.environment import EnvironmentContext

_CONNECTION = "connection"


def require_known(revision: str, location: str, *, head: str) -> None:
    """Refuse a revision that is none of the steps up to head.

    Raises:
        StoreNewer: only a newer version of this program can have written it.
    """
    steps = ScriptDirectory.from_config(_config(location)).iterate_revisions(head, "base")
    if revision not in {step.revision for step in steps}:
        raise StoreNewer


def upgrade(engine: Engine, location: str, *, head: str) -> None:
    """Bring a file to head in one transaction: after a crash it is at the old revision, whole.

    Raises:
        StoreDamaged: afterwards a row would point to nothing; then nothing is changed.
    """
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        config = _config(location)
        config.attributes[_CONNECTION] = connection
        command.upgrade(config, head)
        if not foreign_keys_hold(connection):
            raise StoreDamaged


def run(context: EnvironmentContext) -> None:
    """Run the migrations that were asked for; called by ``env.py`` of a migrations folder."""
    connection: Connection = context.config.attributes[_CONNECTION]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _config(location: str) -> Config:
    config = Config()
    config.set_main_option("script_location", location.replace("%", "%%"))
    return config
