"""Alembic's entrance; it must not set up logging."""

from __future__ import annotations

from alembic import context

from reception_app.adapters.store.migrate import run

run(context)  # type: ignore[arg-type]  # alembic.context is a module that stands in for the object
