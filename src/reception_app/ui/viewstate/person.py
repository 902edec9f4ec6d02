"""The facts about the person: who it is, as the insurer knows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reception_app.domain.charset import Unclaimable, unclaimable_in, unshowable_at
from reception_app.domain.codes import Sex
from reception_app.domain.dates import age_on, day_of
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.names import full_width_kana
from reception_app.domain.records import sexes_of
from reception_app.ui.viewstate.labels import SEXES, label
from reception_app.ui.viewstate.lines import as_line, spaced
from reception_app.ui.viewstate.moments import raw_day
from reception_app.ui.viewstate.views import Field, Group, Note, Tone
from reception_app.ui.viewstate.words import Line, Verbatim, Words, tr

_PERSON = tr("本人")
_NAMELESS = tr("（氏名なし）")
_OTHER_NAME = tr("通称")
_BORN = tr("生年月日")
_SEX = tr("性別")
_PATIENT_NUMBER = tr("患者番号")
_ADDRESS = tr("保険者届出の住所")
_UNSHOWABLE_BUT_KNOWN = tr(
    "氏名に表示できない文字（●）があります。カナと生年月日は前回と一致しています"
)
_UNSHOWABLE = tr("氏名に表示できない文字（●）があります。カナと生年月日で確認してください")


def person_group(record: Record, on: date, *, is_known: bool = False) -> Group:
    """Return the facts about the person of a record, on a day (資格確認日).

    Args:
        record: Says it.
        on: For the age.
        is_known: Somebody with the same kana and birth date was here before.
    """
    kana = full_width_kana(text_of(record, "NameKana"))
    return Group(
        _PERSON,
        tuple(_fields(record, on)),
        over=Verbatim(kana) if kana else None,
        lead=name_line(record),
        chips=tuple(_chips(record, is_known=is_known)),
    )


def name_line(record: Record) -> Line:
    """Return the name as it came, or that there is none."""
    name = text_of(record, "Name").strip(" 　")
    return Verbatim(name) if name else _NAMELESS


def born_words(record: Record) -> Words | str | None:
    """Return the birth date, as it came where it is no day."""
    return raw_day(text_of(record, "Birthdate"))


def has_unshowable(record: Record) -> bool:
    """Whether the name has a character that the service could not carry (EL08)."""
    return any(unshowable_at(text_of(record, name)) for name in ("Name", "NameOfOther"))


def has_unclaimable(record: Record) -> bool:
    """Whether the name has a character that the online claim would send back (EL10)."""
    return bool(_unclaimable(record))


def _unclaimable(record: Record) -> tuple[Unclaimable, ...]:
    texts = (text_of(record, name) for name in ("Name", "NameOfOther"))
    return tuple({each.char: each for text in texts for each in unclaimable_in(text)}.values())


def _chips(record: Record, *, is_known: bool) -> Iterator[Note]:
    if has_unshowable(record):
        yield Note(Tone.WARN, _UNSHOWABLE_BUT_KNOWN if is_known else _UNSHOWABLE, "EL08")
    if found := _unclaimable(record):
        yield Note(Tone.WARN, _not_for_claims(found), "EL10")


def _not_for_claims(found: tuple[Unclaimable, ...]) -> Words:
    chars = "、".join(each.char for each in found)
    others = "".join(f"「{each.suggestion}」" for each in found if each.suggestion)
    if not others:
        return tr("請求で使えない文字（{chars}）があります", chars=chars)
    return tr(
        "請求で使えない文字（{chars}）があります。レセプトでは{others}を使えます",
        chars=chars,
        others=others,
    )


def _fields(record: Record, on: date) -> Iterator[Field]:
    other = _other_name(record)
    if other:
        yield Field(_OTHER_NAME, Verbatim(other))
    yield from _born_and_sex(record, on)
    number = text_of(record, "ReferenceNumber").strip()
    if number:
        yield Field(_PATIENT_NUMBER, Verbatim(number), copies=number)
    address = spaced(text_of(record, name).strip(" 　") for name in ("PostNumber", "Address"))
    if address is not None:
        yield Field(_ADDRESS, as_line(address))


def _other_name(record: Record) -> str:
    name = text_of(record, "NameOfOther").strip(" 　")
    kana = full_width_kana(text_of(record, "NameOfOtherKana"))
    return f"{name}（{kana}）" if name and kana else name or kana


def _born_and_sex(record: Record, on: date) -> Iterator[Field]:
    said, sex = born_words(record), _sex(record)
    born = day_of(text_of(record, "Birthdate"))
    age = None if born is None else age_on(born, on)
    value = spaced((said, None if age is None else tr("{age}歳", age=str(age)), sex))
    if value is not None:
        yield Field(_SEX if said is None else _BORN, as_line(value))


def _sex(record: Record) -> Words | None:
    """The sex that counts; where the card's face says something else, both are shown."""
    said = sexes_of(record)
    sex, on_face = label(Sex, SEXES, said.counts), label(Sex, SEXES, said.on_face)
    if sex is None or on_face is None:
        return sex
    return tr("{sex}（券面 {face}）", sex=sex, face=on_face)
