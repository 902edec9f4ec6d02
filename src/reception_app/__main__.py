"""``python -m reception_app`` and the ``reception-app`` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from reception_app.cli import main as run  # noqa: PLC0415 - nothing heavy before it is needed

    run()


if __name__ == "__main__":
    main()
