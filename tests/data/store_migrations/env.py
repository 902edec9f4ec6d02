"""Alembic's entrance for the invented migrations of the upgrade tests."""

from __future__ import annotations

from alembic import context

from reception_app.adapters.store.migrate import run

run(context)  # type: ignore[arg-type]  # alembic.context is a module that stands in for the object
