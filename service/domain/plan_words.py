"""What the parts and fields of a plan are called, for whoever reads what has been changed in one."""

from collections.abc import Mapping
from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import Tier

PARTS: Final[Mapping[str, Sentence]] = {
    "levels": Sentence("Levels: causes, calling and meetings"),
    "groups": Sentence("Groups and seats"),
    "deadlines": Sentence("Deadlines and rules"),
    "texts": Sentence("Message texts"),
    "cards": Sentence("Action cards"),
    "communication": Sentence("Outward communication"),
    "areas": Sentence("Areas and parties"),
    "upkeep": Sentence("Upkeep of plan and list"),
    "plan": Sentence("The plan itself"),
}
"""The parts, in the order they are shown."""

PART_OF: Final[Mapping[str, str]] = {
    "levels": "levels",
    "groups": "groups",
    "cards": "cards",
    "communication": "communication",
    **dict.fromkeys(("templates", "alerts", "call_out_news", "reply", "modes", "fields"), "texts"),
    **dict.fromkeys(("deadlines", "defaults", "call_off", "duty_chief", "meeting"), "deadlines"),
    **dict.fromkeys(("areas", "organisations"), "areas"),
    **dict.fromkeys(("upkeep", "deliveries_to"), "upkeep"),
}
"""Which part a field at the top of a plan's data belongs to; the rest is the plan itself."""

FIELDS: Final[Mapping[str, Sentence]] = {
    "after_minutes": Sentence("after (minutes)"),
    "again_minutes": Sentence("called again after (minutes)"),
    "alerts": Sentence("sentences to the duty chief"),
    "aliases": Sentence("other names"),
    "answers_within_minutes": Sentence("answers expected within (minutes)"),
    "at_once": Sentence("held at once"),
    "call_out_news": Sentence("sentences to whoever called out"),
    "causes": Sentence("causes"),
    "da": Sentence("in Danish"),
    "deadline_minutes": Sentence("deadline (minutes)"),
    "departments": Sentence("departments"),
    "deputy_minutes": Sentence("deputy called after (minutes)"),
    "en": Sentence("in English"),
    "evaluation_days": Sentence("evaluated within (days)"),
    "example": Sentence("example"),
    "fields": Sentence("what texts may name"),
    "html": Sentence("text"),
    "label": Sentence("name"),
    "lane": Sentence("urgency of sending"),
    "levels": Sentence("levels"),
    "link_valid_hours": Sentence("answer link works for (hours)"),
    "list_confirmed_days": Sentence("list confirmed every (days)"),
    "longest": Sentence("longest text (characters)"),
    "media": Sentence("channels in order"),
    "meeting": Sentence("meeting"),
    "meeting_notice_minutes": Sentence("least notice of a meeting (minutes)"),
    "modes": Sentence("words before what did not happen"),
    "next_medium_minutes": Sentence("next channel after (minutes)"),
    "next_morning": Sentence("coordinated the next morning by"),
    "notice_minutes": Sentence("notice (minutes)"),
    "organisation": Sentence("organisation"),
    "outward": Sentence("outward, needs clearance"),
    "per_area": Sentence("one list an area"),
    "policies": Sentence("calling"),
    "ready_text": Sentence("ready text"),
    "remind_minutes": Sentence("reminded before (minutes)"),
    "reply": Sentence("how to answer"),
    "seat": Sentence("seat"),
    "seats": Sentence("seats"),
    "seats_required": Sentence("seats required"),
    "signs": Sentence("signs the plan"),
    "steps": Sentence("steps"),
    "subject": Sentence("subject"),
    "text": Sentence("text"),
    "tier": Sentence("tier"),
    "title": Sentence("title"),
    "unreachable_minutes": Sentence("unreachable after (minutes)"),
    "update_cadence_minutes": Sentence("update every (minutes)"),
    "update_second_minutes": Sentence("update asked for again after (minutes)"),
    "version": Sentence("version"),
    "votes": Sentence("has a vote"),
    "warned_by": Sentence("warned by"),
}
"""Fields whose names in the data say too little; the others are shown as they are, without underscores."""

TIERS: Final[Mapping[str, Sentence]] = {
    Tier.STRATEGIC: Sentence("strategic"),
    Tier.TACTICAL: Sentence("tactical"),
    Tier.CIVIL: Sentence("civil society"),
}
YES_NO: Final[Mapping[str, Sentence]] = {"true": Sentence("yes"), "false": Sentence("no")}
EVERY_LEVEL: Final = Sentence("every level")
