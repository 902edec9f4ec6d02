"""``cards.toml``: which cards and troubles the tray has, and how each is played; no behaviour."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final, TypeAlias, cast

from reception_app.application.tray import TrayCard, TrayTrouble, TroublePlace, Wording
from reception_app.domain.eligibility import text_of
from reception_app.domain.notice import Affects, ServiceNotice
from reception_app.training.card import AUTH_PIN, Faults, Profile, Switches
from reception_app.training.service.faults import parse_faults
from reception_app.training.service.people import People
from reception_app.training.service.people_file import built_in_people

_Table: TypeAlias = "Mapping[str, object]"

DESK_TROUBLES: Final = frozenset(
    {"reader-unplugged", "card-service-stopped", "held-by-other", "crooked", "two-cards"}
)
"""What the tray itself can do to the readers."""

_CARD_KEYS: Final = frozenset(
    {"id", "group", "person", "name", "about", "teaches", "pin"}
    | {"profile", "switches", "faults", "is_dead"}
)
_TROUBLE_KEYS: Final = frozenset(
    {"id", "place", "title", "about", "teaches", "slot", "faults", "service", "delay_ms"}
    | {"notice"}
)


@dataclass(frozen=True, slots=True)
class CardPlan:
    """One card, and how it is played.

    Attributes:
        person: Common name of its certificate.
        faults: As ``Faults.parse`` reads them.
        is_dead: Its chip gives no answer to reset.
    """

    card: TrayCard
    person: str
    profile: Profile
    switches: Switches
    faults: tuple[str, ...] = ()
    is_dead: bool = False


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """What the service announces, in its own words."""

    text: str
    affects: Affects
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class TroublePlan:
    """One trouble, and how it is played.

    Attributes:
        faults: Of every card, as ``Faults.parse`` reads them.
        service: Of the service, as ``parse_faults`` reads them.
        delay_ms: How long the service takes at least.
        notice: Of the service.
    """

    trouble: TrayTrouble
    faults: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    delay_ms: int = 0
    notice: NoticePlan | None = None

    def notice_from(self, begins: datetime) -> ServiceNotice | None:
        """Return the notice of a trouble that began at a moment (aware)."""
        plan, name = self.notice, self.trouble.trouble_id
        if plan is None:
            return None
        return ServiceNotice(name, plan.text, begins, begins + plan.lasts, plan.affects)


@dataclass(frozen=True, slots=True)
class TrayPlan:
    """All that is on the tray; cards of a group stand together."""

    cards: tuple[CardPlan, ...]
    troubles: tuple[TroublePlan, ...]


@cache
def built_in_plan() -> TrayPlan:
    """Return the tray that comes with the program."""
    source = resources.files("reception_app.training").joinpath("cards.toml")
    return plan_from_toml(source.read_text(encoding="utf-8"), built_in_people())


def plan_from_toml(text: str, people: People) -> TrayPlan:
    """Return the tray that a TOML text describes.

    Raises:
        ValueError: a group, profile, switch, fault, place or desk trouble that does not exist, a
            word in one language only, an id twice, or a key that nobody reads.
    """
    document = tomllib.loads(text)
    groups = {_text(table, "id"): _wording(table["name"]) for table in _tables(document, "group")}
    cards = [_card(table, groups, people) for table in _tables(document, "card")]
    troubles = [_trouble(table) for table in _tables(document, "trouble")]
    _refuse_twins([plan.card.card_id for plan in cards])
    _refuse_twins([plan.trouble.trouble_id for plan in troubles])
    order = list(groups.values())
    cards.sort(key=lambda plan: order.index(plan.card.group))
    return TrayPlan(tuple(cards), tuple(troubles))


def _card(table: _Table, groups: Mapping[str, Wording], people: People) -> CardPlan:
    _refuse_unknown(table, _CARD_KEYS)
    card_id, group, person = _text(table, "id"), _text(table, "group"), _text(table, "person")
    if group not in groups:
        raise ValueError(f"{card_id}: there is no group {group!r}")
    card = TrayCard(
        card_id,
        groups[group],
        _wording(table["name"]) if "name" in table else _name_of(person, people),
        _wording(table["about"]),
        _texts(table, "teaches"),
        pin=AUTH_PIN.decode("ascii") if table.get("pin", True) else "",
    )
    faults = _texts(table, "faults")
    Faults.parse(faults)
    return CardPlan(
        card,
        person,
        Profile(str(table.get("profile", "normal"))),
        Switches.parse(_texts(table, "switches")),
        faults,
        is_dead=table.get("is_dead") is True,
    )


def _trouble(table: _Table) -> TroublePlan:
    _refuse_unknown(table, _TROUBLE_KEYS)
    trouble = TrayTrouble(
        _text(table, "id"),
        TroublePlace(_text(table, "place")),
        _wording(table["title"]),
        _wording(table["about"]),
        str(table.get("slot", "")),
        _texts(table, "teaches"),
    )
    is_ours = trouble.trouble_id in DESK_TROUBLES
    if is_ours is not (trouble.place is TroublePlace.DESK):
        raise ValueError(f"{trouble.trouble_id}: the tray cannot do this to the desk")
    faults, service = _texts(table, "faults"), _texts(table, "service")
    Faults.parse(faults)
    parse_faults(service)
    delay_ms, notice = cast("int", table.get("delay_ms", 0)), table.get("notice")
    return TroublePlan(trouble, faults, service, delay_ms, _notice(notice) if notice else None)


def _notice(value: object) -> NoticePlan:
    table = cast("_Table", value)
    lasts = timedelta(minutes=cast("int", table["minutes"]))
    return NoticePlan(_text(table, "text"), Affects(_text(table, "affects")), lasts)


def _name_of(person: str, people: People) -> Wording:
    """Return the name that the service answers with; it is the same in every language."""
    records = people.by_card(person).records
    name = text_of(records[0], "Name") if records else None
    if not name:
        raise ValueError(f"{person}: people.toml has no name, so the card needs one")
    return Wording(name, name)


def _tables(document: _Table, name: str) -> Iterator[_Table]:
    yield from cast("list[_Table]", document.get(name, []))


def _text(table: _Table, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is missing in {dict(table)}")
    return value


def _texts(table: _Table, key: str) -> tuple[str, ...]:
    return tuple(cast("Sequence[str]", table.get(key, ())))


def _wording(value: object) -> Wording:
    table = cast("_Table", value)
    return Wording(_text(table, "ja"), _text(table, "en"))


def _refuse_unknown(table: _Table, known: frozenset[str]) -> None:
    if unknown := table.keys() - known:
        raise ValueError(f"{table.get('id')}: nobody reads {', '.join(sorted(unknown))}")


def _refuse_twins(ids: Sequence[str]) -> None:
    twins = {each for each in ids if ids.count(each) > 1}
    if twins:
        raise ValueError(f"twice: {', '.join(sorted(twins))}")
