"""What a file's bytes say of its encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from reception_app.adapters.batch_sources.file_text import read_text

HEADING = "氏名,カナ\n".encode("cp932")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8"),
        (b"name,kana\n", "utf-8"),
        ("氏名,カナ\n".encode(), "utf-8"),
        ("\ufeff氏名,カナ\n".encode(), "utf-8"),
        (HEADING, "cp932"),
        (b"name,kana\n" + "髙橋,ﾀｶﾊｼ\n".encode("cp932"), "cp932"),
        # ﾏｷ in CP932 is a Greek letter in UTF-8: the other lines tell which it is.
        (HEADING + "ﾏｷ,ﾏｷ\n".encode("cp932"), "cp932"),
        # Where no line tells it, kana are likelier than "ý ĵ" in a list of patients.
        (b"name,kana\nTest," + "ﾃｽ ﾄｵ\n".encode("cp932"), "cp932"),
        ("\ufeffname,kana\nTest,é\n".encode(), "utf-8"),
        ("name,kana\nTest,é\nテスト,é\n".encode(), "utf-8"),
        ("name,kana\nTest,é\nTest,×－\n".encode(), "utf-8"),
        ("name,kana\nTest,é\nTest,−\n".encode(), "utf-8"),
    ],
)
def test_the_encoding_is_that_of_all_lines(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    text = read_text(path)

    assert text.encoding == encoding
    assert "".join(text.lines()) == content.decode(encoding).removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("content", "ends_open"), [(b"a\nb", True), (b"a\nb\r\n", False), (b"", False)]
)
def test_a_file_that_was_cut_off_ends_open(
    tmp_path: Path, content: bytes, ends_open: bool
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    assert read_text(path).ends_open is ends_open
