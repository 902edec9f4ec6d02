"""Saving settings: only what changed moves, and the next start can read it, or nothing happens."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.adapters.system import settings_editing
from reception_app.adapters.system.settings_editing import SettingsFile
from reception_app.application.settings import DefaultMethod
from reception_app.domain.errors import SettingsError

TEXT = """\
# 受付1の設定
[desk]
operators = [
  "sato",    # 佐藤
  "tanaka",  # 田中
]  # 目視をする人
default_method = "pin"  # 目視は人が足りるとき

[clinic]
institution_code = "1312345678"
terminal = "desk-1"

[card]
trust = ["card.pem"]

[backend]
name = "https"

# 照会先
[backend.https]
url = "https://eligibility.example.jp"
ca = "service.pem"
client_certificate = "terminal.pem"
client_key = "terminal.key"

[handover]
kind = "none"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for name in ("card.pem", "service.pem"):
        (tmp_path / name).write_bytes(b"PEM")
    path = tmp_path / "settings.toml"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def file(path: Path) -> SettingsFile:
    return SettingsFile(path, backends=["https"])


def save(file: SettingsFile, changes: Mapping[tuple[str, str], object]) -> None:
    file.save(changes, file.read())


def refused(file: SettingsFile, changes: Mapping[tuple[str, str], object]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        save(file, changes)
    return [str(problem) for problem in caught.value.problems]


def test_what_was_read_says_what_the_file_says(file: SettingsFile, path: Path) -> None:
    seen = file.read()

    assert seen.tables == tomllib.loads(TEXT)
    assert (seen.place, seen.backends, seen.is_writable) == (str(path), ("https",), True)


def test_a_changed_value_moves_alone_and_comments_stay(file: SettingsFile, path: Path) -> None:
    save(file, {("desk", "default_method"): "visual", ("backend.https", "ca"): "card.pem"})

    assert path.read_text("utf-8") == TEXT.replace('"pin"', '"visual"').replace(
        '"service.pem"', '"card.pem"'
    )


def test_a_list_keeps_the_comments_of_what_stays(file: SettingsFile, path: Path) -> None:
    save(file, {("desk", "operators"): ["tanaka", "suzuki"]})

    text = path.read_text("utf-8")
    assert tomllib.loads(text)["desk"]["operators"] == ["tanaka", "suzuki"]
    assert "# 田中" in text
    assert "# 目視をする人" in text
    assert "佐藤" not in text


def test_a_list_in_another_order_is_written_in_that_order(file: SettingsFile, path: Path) -> None:
    save(file, {("desk", "operators"): ["tanaka", "sato"]})

    assert tomllib.loads(path.read_text("utf-8"))["desk"]["operators"] == ["tanaka", "sato"]


def test_missing_keys_and_tables_are_made(file: SettingsFile, path: Path) -> None:
    save(file, {("backend", "timeout_s"): 20, ("display", "scale"): 150, ("card", "phones"): True})

    tables = tomllib.loads(path.read_text("utf-8"))
    assert (tables["backend"]["timeout_s"], tables["display"]) == (20, {"scale": 150})
    assert tables["card"] == {"trust": ["card.pem"], "phones": True}
    assert tables["backend"]["https"]["url"] == "https://eligibility.example.jp"


def test_saving_says_what_the_file_says_now(file: SettingsFile) -> None:
    seen = file.save({("desk", "default_method"): "visual"}, file.read())

    assert seen == file.read()
    assert file.check(seen.tables).desk.default_method is DefaultMethod.VISUAL


def test_a_mistake_is_refused_and_the_file_stays(file: SettingsFile, path: Path) -> None:
    told = refused(file, {("clinic", "institution_code"): "123", ("display", "scale"): 90})

    assert told == [
        "[clinic] institution_code: 半角数字10桁で書いてください",
        "[display] scale: この版で使える値は 100、125、150、175、200 です",
    ]
    assert path.read_text("utf-8") == TEXT


def test_a_certificate_that_is_not_there_is_refused(file: SettingsFile, path: Path) -> None:
    told = refused(file, {("card", "trust"): ["card.pem", "none.pem"]})

    assert told == [f"[card] trust: ファイルがありません（{path.parent / 'none.pem'}）"]
    assert path.read_text("utf-8") == TEXT


def test_a_file_that_somebody_else_changed_is_refused(file: SettingsFile, path: Path) -> None:
    seen = file.read()
    path.write_text(TEXT + "# ほかの人\n", "utf-8")

    with pytest.raises(SettingsError) as caught:
        file.save({("desk", "default_method"): "visual"}, seen)

    assert [problem.what for problem in caught.value.problems] == [
        "ほかで変更されています。変更を捨てて読み直してください"
    ]
    assert path.read_text("utf-8") == TEXT + "# ほかの人\n"


def test_a_file_that_is_gone_meanwhile_is_not_made_again(file: SettingsFile, path: Path) -> None:
    seen = file.read()
    path.unlink()

    with pytest.raises(SettingsError):
        file.save({("desk", "default_method"): "visual"}, seen)

    assert not path.exists()


def test_a_missing_file_says_nothing_and_is_made(tmp_path: Path, path: Path) -> None:
    file = SettingsFile(tmp_path / "new.toml", backends=["https"])
    changes = {
        (name if name != "https" else "backend.https", key): value
        for name, table in tomllib.loads(TEXT).items()
        for key, value in table.items()
    }
    https = changes.pop(("backend", "https"))
    changes |= {("backend.https", key): value for key, value in https.items()}

    assert file.read().tables == {}
    save(file, changes)

    assert (tmp_path / "new.toml").stat().st_mode & 0o600 == 0o600
    assert file.read().tables == tomllib.loads(TEXT)


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_the_files_rights_stay(file: SettingsFile, path: Path) -> None:
    path.chmod(0o640)

    save(file, {("desk", "default_method"): "visual"})

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right of its own")
def test_a_link_stays_a_link(file: SettingsFile, path: Path) -> None:
    real = path.with_name("real.toml")
    path.rename(real)
    path.symlink_to(real)

    save(file, {("desk", "default_method"): "visual"})

    assert path.is_symlink()
    assert '"visual"' in real.read_text("utf-8")


def test_a_byte_order_mark_and_windows_line_ends_stay(file: SettingsFile, path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    save(file, {("desk", "default_method"): "visual", ("display", "scale"): 125})

    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# ")
    assert content.count(b"\n") == content.count(b"\r\n") > TEXT.count("\n")
    assert file.read().tables["display"] == {"scale": 125}


def test_nothing_is_left_beside_the_file(file: SettingsFile, path: Path) -> None:
    before = sorted(path.parent.iterdir())

    save(file, {("desk", "default_method"): "visual"})
    refused(file, {("clinic", "terminal"): ""})

    assert sorted(path.parent.iterdir()) == before


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="rights of folders, and an account they bind"
)
def test_without_the_right_to_save_it_is_said_before_and_after(
    file: SettingsFile, path: Path
) -> None:
    path.parent.chmod(0o500)
    try:
        writable = file.read().is_writable
        told = refused(file, {("desk", "default_method"): "visual"})
    finally:
        path.parent.chmod(0o700)

    assert not writable
    assert told == [f"{path}: 保存する権限がありません"]


def test_a_full_disk_leaves_the_file_as_it_was(
    file: SettingsFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes, *, mode: int) -> None:
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settings_editing, "write_new", full)

    told = refused(file, {("desk", "default_method"): "visual"})

    assert told == [f"{path}: 保存できません。空き容量とフォルダを確かめてください"]
    assert path.read_text("utf-8") == TEXT
    assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


def test_a_broken_file_is_not_edited(file: SettingsFile, path: Path) -> None:
    path.write_text("[desk\n", "utf-8")

    with pytest.raises(SettingsError) as caught:
        file.read()

    assert "1行" in str(caught.value.problems[0])


def test_a_table_that_is_none_is_refused(file: SettingsFile, path: Path) -> None:
    path.write_text("desk = 3\n", "utf-8")

    assert refused(file, {("desk", "default_method"): "visual"}) == [
        f"{path}: この書き方のファイルは、ここからは変更できません"
    ]


def test_in_training_only_what_counts_there_is_shown_and_needed(tmp_path: Path) -> None:
    def practice(tables: Mapping[str, object]) -> Mapping[str, object]:
        return tomllib.loads(TEXT) | {"desk": tables.get("desk", {"operators": ["sato"]})}

    file = SettingsFile(tmp_path / "practice.toml", backends=["https"], practice=practice)
    shown = file.read().tables

    save(file, {("desk", "operators"): ["suzuki"]})

    assert shown["clinic"] == tomllib.loads(TEXT)["clinic"]
    assert tomllib.loads((tmp_path / "practice.toml").read_text("utf-8")) == {
        "desk": {"operators": ["suzuki"]}
    }


@pytest.mark.parametrize("table", ["clinic", "backend"])
def test_in_training_a_file_of_a_real_desk_has_to_stay_good_for_it(path: Path, table: str) -> None:
    def practice(tables: Mapping[str, object]) -> Mapping[str, object]:
        return tomllib.loads(TEXT) | {"desk": tables.get("desk", {})}

    other = "clinic" if table == "backend" else "backend"
    kept = TEXT.replace(f"[{other}", f"[x_{other}")
    path.write_text(kept, "utf-8")
    file = SettingsFile(path, backends=["https"], practice=practice)

    assert refused(file, {("desk", "default_method"): "visual"})
    assert path.read_text("utf-8") == kept


def test_in_training_a_good_file_of_a_real_desk_is_saved(path: Path) -> None:
    def practice(tables: Mapping[str, object]) -> Mapping[str, object]:
        return tomllib.loads(TEXT) | {"desk": tables.get("desk", {})}

    file = SettingsFile(path, backends=["https"], practice=practice)
    save(file, {("desk", "default_method"): "visual"})

    assert path.read_text("utf-8") == TEXT.replace('"pin"', '"visual"')


@given(
    operators=st.lists(st.sampled_from("abcdefg"), unique=True, max_size=5),
    scale=st.sampled_from([100, 125, 200]),
    before=st.lists(st.sampled_from("abcdefg"), unique=True, max_size=5),
)
def test_exactly_the_changes_are_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, operators: list[str], scale: int, before: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    for name in ("card.pem", "service.pem"):
        (folder / name).write_bytes(b"PEM")
    lines = "".join(f'\n  "{name}", # {name}さん' for name in before)
    head, _, tail = TEXT.partition("operators = [")
    text = f"{head}operators = [{lines}\n]{tail.partition(']')[2]}"
    (folder / "settings.toml").write_text(text, "utf-8")
    file = SettingsFile(folder / "settings.toml", backends=["https"])

    save(file, {("desk", "operators"): operators, ("display", "scale"): scale})

    wanted = tomllib.loads(text)
    wanted["desk"]["operators"] = operators
    wanted["display"] = {"scale": scale}
    assert file.read().tables == wanted


# ── the password of the web interface ─────────────────────────────────────────────────────────
WEB = (
    TEXT.replace('name = "https"', 'name = "oqs-webapi"')
    + """
[backend.oqs-webapi]
auth_url = "https://127.0.0.1:1/auth"
search_url = "https://127.0.0.1:1/search"
ca = "service.pem"
client_certificate = "terminal.pem"
client_key = "terminal.key"
user = "desk"
"""
)
PASSWORD = ("backend.oqs-webapi", "password")


@pytest.fixture
def web(path: Path) -> Path:
    path.write_text(WEB, "utf-8")
    return path


def file_with(path: Path, kept: dict[str, str], *, works: bool = True) -> SettingsFile:
    def keep(name: str, text: str) -> bool:
        if works:
            kept[name] = text
        return works

    return SettingsFile(path, backends=["https", "oqs-webapi"], keep_secret=keep)


def test_a_password_goes_into_the_key_store_and_never_into_the_file(web: Path) -> None:
    kept: dict[str, str] = {}
    file = file_with(web, kept)

    seen = file.save({PASSWORD: "合言葉"}, file.read())

    assert kept == {"oqs-webapi/desk": "合言葉"}
    assert web.read_text("utf-8") == WEB
    assert "合言葉" not in repr(seen)


def test_a_password_belongs_to_the_user_that_is_saved_with_it(web: Path) -> None:
    kept: dict[str, str] = {}
    file = file_with(web, kept)

    file.save({PASSWORD: "合言葉", ("backend.oqs-webapi", "user"): "desk2"}, file.read())

    assert kept == {"oqs-webapi/desk2": "合言葉"}
    assert 'user = "desk2"' in web.read_text("utf-8")


def test_where_no_password_can_be_kept_nothing_is_saved(web: Path) -> None:
    file = file_with(web, {}, works=False)

    with pytest.raises(SettingsError) as caught:
        file.save({PASSWORD: "合言葉", ("clinic", "terminal"): "desk-2"}, file.read())

    assert [str(each) for each in caught.value.problems] == [
        "[backend.oqs-webapi] password: このパソコンの資格情報に保存できません"
    ]
    assert web.read_text("utf-8") == WEB
