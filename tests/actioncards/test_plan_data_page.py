"""docs/plan-data.md explains every key there is, and its table is the plan's."""

from pathlib import Path

import pytest

from actioncards import GELLERUP, ODENSE
from actioncards.codec import hints_of
from actioncards.communication import Circle, ClearanceRule, Communication, Frame, Ground, Holder, StandIn, Starter
from actioncards.facts import FACTS
from actioncards.groups import Detour, Group, Organisation, Policy, Seat
from actioncards.levels import Level, MeetingRule
from actioncards.loader import TemplateEntry, load
from actioncards.meetings import MeetingPlan, OfficeHours
from actioncards.model import Alert, Area, CallOff, Card, CardStep, Deadlines, Defaults, Plan, Upkeep, YearlyPoint
from actioncards.sizes import outward_sizes, sms_sizes, table
from actioncards.sms import Encoding
from actioncards.upkeep import Keeper
from actioncards.wording import Field, ReplyTexts
from flows.vocabulary import OWN_WORDS, Lane, Medium, Mode, NoticeKind, Tier

PAGE = (Path(__file__).parents[2] / "docs" / "plan-data.md").read_text(encoding="utf-8")
OUTWARD = (Communication, ClearanceRule, StandIn, Holder, Circle, Frame, Starter, Ground)
OF_CARDS_AND_UPKEEP = (Keeper, Card, CardStep, Upkeep, YearlyPoint)
RECORDS = (
    *OUTWARD,
    *(Plan, MeetingPlan, OfficeHours, Area, CallOff, Deadlines, Defaults),
    *(Organisation, Seat, Detour, Group, Policy, Level, MeetingRule),
)
IN_FILE_NAMES = {"organisations", "areas", "levels", "groups", "fields", "cards", "templates", "communication"}


@pytest.mark.parametrize(("folder", "mark"), [(ODENSE, "sms table"), (GELLERUP, "sms table of gellerup")])
def test_the_table_of_text_messages_is_current(folder: Path, mark: str) -> None:
    shown = PAGE.split(f"<!-- {mark} -->")[1].split(f"<!-- end of {mark} -->")[0].strip()
    assert shown == table(load(folder)), "put what actioncards.sizes.table gives between the marks of docs/plan-data.md"


@pytest.mark.parametrize("folder", [ODENSE, GELLERUP])
def test_every_text_message_that_ships_takes_one_or_two_parts_of_gsm_7(folder: Path) -> None:
    """C2: with the longest of everything and the longest mode word, cards, announcements and their corrections alike."""
    plan = load(folder)
    sizes = [one.longest for one in sms_sizes(plan)] + [longest for _, _, longest in outward_sizes(plan)]
    assert sizes
    assert {(size.encoding, size.parts <= 2) for size in sizes} == {(Encoding.GSM7, True)}


def test_every_key_of_a_plan_is_explained() -> None:
    keys = {name for record in (*RECORDS, *OF_CARDS_AND_UPKEEP, Field, ReplyTexts, TemplateEntry) for name in hints_of(record)}
    explained = {key for key in keys if f"`{key}`" in PAGE or f"`{key}: " in PAGE}
    assert keys - explained - IN_FILE_NAMES - {"name"} == set()


def test_every_word_that_can_stand_in_a_plan_is_explained() -> None:
    words = {one.value for kind in (Tier, Medium, set(NoticeKind) - OWN_WORDS, Alert) for one in kind}
    words |= {lane.name.lower() for lane in Lane} | {mode.value for mode in Mode if mode is not Mode.LIVE} | set(FACTS)
    assert {word for word in words if f"`{word}`" not in PAGE} == set()
