"""Short words for drafting, clearing and releasing in the tests' town."""

import pytest
from sqlalchemy import select

from flows.sentences import Refused
from flows.vocabulary import Lane, NoticeKind
from service.store import announcements as rows
from service.store.outbox import Claim
from service.store.tables import AnnouncementPartRow, AnnouncementRow, DeliveryRow, PersonRow, PlaceRow
from service.work.announcements import Draft, Part, draft
from service.work.clearance import clear, submit
from service.work.release import release
from tests.work.town import SMS, Town

STRATEGIC = Part("strategic", "Politiet leder indsatsen.", "Vores besked var forkert.")
CKS = Part("cks", "Politiet er til stede.", "Vores besked til jer var forkert.", "Ring til tryghedsrådgiveren.")
RESIDENTS = Part("residents", "Bliv inde.", "Beskeden om at blive inde var forkert.")
ALL = Draft((STRATEGIC, CKS, RESIDENTS))
OUTWARD = (NoticeKind.ANNOUNCEMENT, NoticeKind.RETRACTION)


async def with_residents(town: Town, count: int = 6) -> None:
    """Representatives in Vollsmose, some by SMS and some by e-mail, and one whom nothing reaches."""
    async with town.service.store.write() as session:
        for number in range(count):
            for group in ("cks", "residents"):
                row = PersonRow(
                    name=f"Test {group} {number}",
                    title="",
                    organisation="",
                    mobile=f"+4571{len(group):02}{number:04}" if number % 3 else None,
                    email=f"{group}{number}@test.invalid" if number != 3 else None,
                    language="da",
                    invented=True,
                    active=True,
                )
                session.add(row)
                await session.flush()
                session.add(PlaceRow(person_id=row.id, group_key=group, area_key="vollsmose", position=0))
                town.people[f"{group}.{number}"] = row.id


async def drafted(town: Town, incident: int, content: Draft = ALL, writer: str | None = "fu.sundhed") -> int:
    row = await town.do(draft, incident, content, town.people[writer] if writer else None)
    assert isinstance(row, AnnouncementRow)
    return row.id


async def look(town: Town, number: int) -> AnnouncementRow:
    async with town.service.store.read() as session:
        row = await rows.announcement(session, number)
    assert row is not None
    return row


async def parts_of(town: Town, number: int) -> list[AnnouncementPartRow]:
    async with town.service.store.read() as session:
        return await rows.parts(session, number)


async def cleared(town: Town, incident: int, content: Draft = ALL, by: str = "fu.politi") -> int:
    """An announcement that one member has cleared; its drafter has heard of it."""
    number = await drafted(town, incident, content)
    await town.do(submit, number)
    await town.send()
    await give(town, number, by)
    await town.send()
    return number


async def give(town: Town, number: int, by: str) -> None:
    await town.do(clear, number, town.people[by], (await look(town, number)).digest)


async def released(town: Town, incident: int, content: Draft = ALL) -> int:
    number = await cleared(town, incident, content)
    await town.do(release, number)
    return number


async def spoken(town: Town, number: int, kind: NoticeKind = NoticeKind.ANNOUNCEMENT) -> list[DeliveryRow]:
    """The messages of one announcement, or those of its correction."""
    column = AnnouncementPartRow.notice_id if kind is NoticeKind.ANNOUNCEMENT else AnnouncementPartRow.correction_notice_id
    notices = select(column).where(AnnouncementPartRow.announcement_id == number)
    async with town.service.store.read() as session:
        return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.notice_id.in_(notices)).order_by(DeliveryRow.id)))


async def first_of_the_mass(town: Town, most: int) -> list[Claim]:
    """The first `most` messages of a mass sending, handed over; everything that is due before them goes out."""
    found: list[Claim] = []
    while len(found) < most and (claims := await town.claim(SMS, 1)):
        if claims[0].lane == Lane.BRIEFING:
            found += claims
        else:
            await town.record([await town.outcome(claims[0])])
    return found


async def refused(town: Town, *what: object) -> Refused:
    """Do it, and be told no."""
    with pytest.raises(Refused) as caught:
        await town.do(*what)  # type: ignore[arg-type]
    return caught.value
