"""docs/plan-data.md explains every key there is, and its table is the plan's."""

from pathlib import Path

from actioncards.codec import hints_of
from actioncards.facts import FACTS
from actioncards.groups import Detour, Group, Organisation, Policy, Seat
from actioncards.levels import Level, MeetingRule
from actioncards.loader import TemplateEntry
from actioncards.meetings import MeetingPlan, OfficeHours
from actioncards.model import Alert, Area, CallOff, Card, CardStep, Deadlines, Defaults, Plan, Upkeep, YearlyPoint
from actioncards.sizes import table
from actioncards.wording import Field, ReplyTexts
from flows.vocabulary import OWN_WORDS, Lane, Medium, Mode, NoticeKind, Tier

PAGE = (Path(__file__).parents[2] / "docs" / "plan-data.md").read_text(encoding="utf-8")
OF_CARDS_AND_UPKEEP = (Card, CardStep, Upkeep, YearlyPoint)
RECORDS = (
    *(Plan, MeetingPlan, OfficeHours, Area, CallOff, Deadlines, Defaults),
    *(Organisation, Seat, Detour, Group, Policy, Level, MeetingRule),
)
IN_FILE_NAMES = {"organisations", "areas", "levels", "groups", "fields", "cards", "templates"}


def test_the_table_of_text_messages_is_current(odense: Plan) -> None:
    shown = PAGE.split("<!-- sms table -->")[1].split("<!-- end of sms table -->")[0].strip()
    assert shown == table(odense), "put what actioncards.sizes.table gives between the marks of docs/plan-data.md"


def test_every_key_of_a_plan_is_explained() -> None:
    keys = {name for record in (*RECORDS, *OF_CARDS_AND_UPKEEP, Field, ReplyTexts, TemplateEntry) for name in hints_of(record)}
    explained = {key for key in keys if f"`{key}`" in PAGE or f"`{key}: " in PAGE}
    assert keys - explained - IN_FILE_NAMES - {"name"} == set()


def test_every_word_that_can_stand_in_a_plan_is_explained() -> None:
    words = {one.value for kind in (Tier, Medium, set(NoticeKind) - OWN_WORDS, Alert) for one in kind}
    words |= {lane.name.lower() for lane in Lane} | {mode.value for mode in Mode if mode is not Mode.LIVE} | set(FACTS)
    assert {word for word in words if f"`{word}`" not in PAGE} == set()
