"""What is edited but not saved: the difference alone, in words that say when it is felt."""

from __future__ import annotations

import tomllib

from PySide6.QtWidgets import QApplication
from support.settings_desk import TEXT

from reception_app.domain.errors import SettingsProblem
from reception_app.ui.settings.draft import (
    changes_of,
    in_words,
    is_shown,
    judged,
    value_in,
    with_changes,
)
from reception_app.ui.settings.fields import FIELDS
from reception_app.ui.texts import Texts

TABLES = tomllib.loads(TEXT)


def said(qapp: QApplication, place: tuple[str, str], before: object, after: object) -> str:
    assert qapp is not None
    return Texts()(in_words(place, before, after))


def test_a_value_that_the_file_does_not_have_is_the_default() -> None:
    assert value_in(TABLES, FIELDS["desk", "default_method"]) == "pin"
    assert value_in(TABLES, FIELDS["backend", "timeout_s"]) == 15
    assert value_in({}, FIELDS["backend.https", "url"]) == ""
    assert value_in({"desk": 3}, FIELDS["desk", "operators"]) == ()


def test_only_what_is_different_is_a_change() -> None:
    edited = {
        ("desk", "default_method"): "pin",
        ("desk", "operators"): ["sato", "tanaka"],
        ("backend", "timeout_s"): 15,
        ("clinic", "terminal"): "desk-2",
    }

    assert changes_of(TABLES, edited) == {("clinic", "terminal"): "desk-2"}


def test_changes_come_into_a_copy_of_the_tables() -> None:
    after = with_changes(TABLES, {("backend.https", "ca"): "new.pem", ("display", "scale"): 150})

    assert after == TABLES | {
        "backend": TABLES["backend"] | {"https": TABLES["backend"]["https"] | {"ca": "new.pem"}},
        "display": {"scale": 150},
    }
    assert TABLES == tomllib.loads(TEXT)


def test_a_setting_without_a_use_is_not_shown() -> None:
    folder, url = FIELDS["handover", "folder"], FIELDS["backend.https", "url"]

    assert not is_shown(TABLES, folder)
    assert is_shown(with_changes(TABLES, {("handover", "kind"): "face-folder"}), folder)
    assert is_shown(TABLES, url)
    assert not is_shown(with_changes(TABLES, {("backend", "name"): "abacus"}), url)


def test_mistakes_go_to_their_fields_and_others_stay_together() -> None:
    code = SettingsProblem("[clinic] institution_code", "半角数字10桁で書いてください")
    url = SettingsProblem("[backend.https] url", "必要な項目です")
    other = SettingsProblem("[printer]", "知らないテーブルです")

    judgement = judged((code, url, other, SettingsProblem(code.where, "二つ目")))

    assert judgement.fields == {
        ("clinic", "institution_code"): code,
        ("backend.https", "url"): url,
    }
    assert judgement.others == (other,)


def test_a_change_is_told_with_when_it_is_felt(qapp: QApplication) -> None:
    assert said(qapp, ("desk", "default_method"), "pin", "visual") == (
        "既定の方法: 暗証番号 → 目視（次の患者さんから）"
    )
    assert said(qapp, ("display", "scale"), 100, 150) == (
        "文字とボタンの大きさ: 100 % → 150 %（すぐに）"
    )
    assert said(qapp, ("backend", "timeout_s"), 15.0, 20) == (
        "応答を待つ時間: 15 秒 → 20 秒（次の起動から）"
    )
    assert said(qapp, ("card", "phones"), False, True) == (
        "スマートフォン: いいえ → はい（次の起動から）"
    )


def test_lists_and_what_is_not_set_are_told_in_words(qapp: QApplication) -> None:
    assert said(qapp, ("desk", "operators"), (), ["sato", "tanaka"]) == (
        "担当者: なし → sato、tanaka（次の起動から）"
    )
    assert said(qapp, ("card", "reader"), "ACR 0", "") == (
        "使うカードリーダー: ACR 0 → 決めない（カードが置かれたものを使う）（次の起動から）"
    )
    assert said(qapp, ("store", "key"), "keyring", "file:/k/key") == (
        "鍵の場所: このコンピューターの鍵の保管場所 → /k/key（次の起動から）"
    )
    assert said(qapp, ("store", "key"), "keyring", "file:").endswith("→ なし（次の起動から）")


def test_a_long_path_keeps_its_beginning_and_its_end(qapp: QApplication) -> None:
    path = "/srv/" + "long/" * 40 + "face"

    text = said(qapp, ("handover", "folder"), "", path)

    assert "なし → /srv/long/" in text
    assert "…" in text
    assert "long/face（" in text
    assert len(text) < 90
