"""A night on paper: an alarm across midnight, with late entries, erased text and messages of every state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from flows.vocabulary import AnswerKind, AnswerVia, DeliveryState, IncidentState, Medium, Mode, NoticeKind
from service.domain.timeline import Entry, Fact, Head, Salted, append, head_after, utc_text
from service.exports.report import Incident, LevelChange, TimelineReport, Warned
from service.exports.signature import signing_key

START = datetime(2026, 11, 22, 20, 14, 3, tzinfo=UTC)
KEY = signing_key("a secret that only the tests know")
NAMES = {
    "level:red": "Rødt",
    "level:yellow": "Gult",
    "area:vollsmose": "Vollsmose",
    "cause:skyderi": "skyderi",
    "seat:fu.police": "FU, Politi",
    "seat:fu.health": "FU, Sundhed",
    "group:fu": "Forretningsudvalget",
    "user:17": "Vagtchef Aase Eksempel",
    "person:91": "Bo Eksempelsen",
}


def minutes(number: float) -> datetime:
    return START + timedelta(minutes=number)


def a_step(number: int, state: str, after: float, code: str | None = None) -> list[int | str | None]:
    return [number, 90 + number, "sms", state, code, utc_text(minutes(after))]


def the_facts() -> list[Fact]:
    return [
        Fact("incident.reported", START, "user:17", {"area": "vollsmose", "cause": "skyderi"}, {"text": "Skud hørt ved Bazaren."}),
        Fact("incident.alarm", minutes(1), "user:17", {"level": "red", "area": "vollsmose", "cause": "skyderi"}),
        Fact("notice.queued", minutes(1), "system", {"kind": "alarm", "count": 23, "part": 1}),
        Fact(
            "deliveries.recorded",
            minutes(1.1),
            "provider:twilio_sms",
            {"steps": [a_step(1, "accepted", 1.1), a_step(2, "delivered", 1.3), a_step(3, "failed", 1.4, "30006")]},
            {"person:92": {"name": "Clara Prøve", "address": "+4520000092"}, "person:93": {"name": "Dan Test", "address": "+4520000093"}},
        ),
        Fact("answer", minutes(4), "person:91", {"person": "person:91", "kind": "on_my_way", "minutes": 10, "via": "link"}),
        Fact("seat.answered", minutes(4), "system", {"seat": "fu.police", "person": "person:91"}),
        Fact("seat.unreachable", minutes(31), "system", {"seat": "fu.health"}),
        Fact(
            "log",
            minutes(-30),
            "user:17",
            personal={"text": "=Politiet ringede; uro siden kl. 20.40.\nFlere på vej \N{EN DASH} “straks” 🔥"},
        ),
        Fact("log", minutes(40), "user:17", {}, {"text": "Noget, der senere slettes."}),
        Fact("incident.level_changed", minutes(200), "user:17", {"from": "red", "to": "yellow"}, {"reason": "Roligt i området."}),
        Fact("some.new_kind", minutes(210), "system", {}),
        Fact("incident.called_off", minutes(300), "user:17", {}, {"reason": "Politiet har løsladt området."}),
    ]


def chained(facts: Iterable[Fact], incident_id: int = 7) -> tuple[tuple[Entry, ...], dict[int, dict[str, Salted]], Head]:
    numbers = count()
    head, entries, personal = Head(), list[Entry](), dict[int, dict[str, Salted]]()
    for fact in facts:
        entered_at = max(fact.occurred_at, entries[-1].entered_at if entries else fact.occurred_at)
        entry, values = append(head, incident_id, fact, entered_at, lambda: f"{next(numbers):032x}")
        head = head_after(entry)
        entries.append(entry)
        personal[entry.seq] = values
    return tuple(entries), personal, head


def the_warned() -> tuple[Warned, ...]:
    def on_sms(person: str, organisation: str, place: str, state: DeliveryState) -> Warned:
        return Warned(person, organisation, place, Medium.SMS, NoticeKind.ALARM, state, sent_at=minutes(1), accepted_at=minutes(1.1))

    return (
        replace(
            on_sms("Bo Eksempelsen", "Fyns Politi", "FU, Politi", DeliveryState.ANSWERED),
            delivered_at=minutes(1.2),
            answered_at=minutes(4),
            answer=AnswerKind.ON_MY_WAY,
            minutes=10,
            via=AnswerVia.LINK,
        ),
        on_sms("Clara Prøve", "Odense Kommune, Børn- og Ungeforvaltningen", "FU, Børn & Unge", DeliveryState.ACCEPTED),
        Warned("Dan Test", "Odense Kommune", "FU, Sundhed", Medium.EMAIL, NoticeKind.ALARM, DeliveryState.FAILED, sent_at=minutes(1)),
    )


def the_report(mode: Mode = Mode.LIVE, facts: Iterable[Fact] | None = None, warned: tuple[Warned, ...] | None = None) -> TimelineReport:
    entries, personal, head = chained(the_facts() if facts is None else facts)
    if facts is None:
        personal[9] = {}
    return TimelineReport(
        incident=Incident(
            id=7,
            code="A",
            mode=mode,
            state=IncidentState.CALLED_OFF,
            area="Vollsmose",
            cause="skyderi",
            plan_title="Boligsocial beredskabsplan for Odense",
            plan_version="2024-2028, 1",
            plan_fingerprint="3f2a9c01d4",
            list_version="Varslingsliste nr. 14, 20. november 2026",
            reported_at=START,
            alerted_at=minutes(1),
            called_off_at=minutes(300),
            exported_at=minutes(600),
            exported_by="Vagtchef Aase Eksempel",
            levels=(LevelChange(minutes(1), "Rødt"), LevelChange(minutes(200), "Gult")),
        ),
        entries=entries,
        personal=personal,
        head=head,
        warned=the_warned() if warned is None else warned,
        names=NAMES,
        facts={"Sted": "Vollsmose", "Hvad": "Skyderi"},
    )
