"""Writes docs/errors/, one page a code, from the message catalogue."""

from __future__ import annotations

from pathlib import Path

from reception_app.application import catalogue
from reception_app.application.catalogue import Lang

FOLDER = Path(__file__).parent.parent / "docs" / "errors"

PAGE = """# {code}

{ja}

* なぜ: {why_ja}
* すること: {action_ja}

{en}

* Why: {why_en}
* What to do: {action_en}
"""

INDEX_HEAD = """# Messages by code

Made by `scripts/error_pages.py` from `resources/wording/catalogue.toml` in the package; edit that.
A `{name}` in a text stands for a value.

"""


def pages() -> dict[str, str]:
    """Return the content of each file of the folder, by file name."""
    contents = {f"{code}.md": page(code) for code in catalogue.codes()}
    lines = [
        f"* [{code}]({code}.md) {catalogue.template(code, Lang.JA)}" for code in catalogue.codes()
    ]
    return {"README.md": INDEX_HEAD + "\n".join(lines) + "\n"} | contents


def page(code: str) -> str:
    """Return the page of one code."""
    return PAGE.format(
        code=code,
        ja=catalogue.template(code, Lang.JA),
        why_ja=catalogue.why(code, Lang.JA),
        action_ja=catalogue.action(code, Lang.JA),
        en=catalogue.template(code, Lang.EN),
        why_en=catalogue.why(code, Lang.EN),
        action_en=catalogue.action(code, Lang.EN),
    )


def outdated() -> list[str]:
    """Return the names of files that are missing, different, or too many."""
    wanted = pages()
    present = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )


def write() -> None:
    """Bring the folder up to date."""
    wanted = pages()
    for name in outdated():
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], "utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()


if __name__ == "__main__":
    write()
