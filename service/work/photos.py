"""The photos of log lines: kept inside the tier that may read the timeline, never sent to anybody (C4, I7).

Nothing that makes a message, an announcement or a report for others reads them.
"""

import asyncio

from flows.free_text import checked_text
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from service.domain import photo_proof, pictures
from service.domain.pictures import Picture
from service.store import photos, timeline
from service.store.tables import PhotoRow
from service.work.incident_row import incident_for_update, incident_of
from service.work.record import record
from service.work.unit import Unit

LONGEST_REASON = 500


async def looked_through(data: bytes) -> Picture:
    """The photo as it may be kept, made in a thread and before any transaction: messages go out meanwhile. `Refused` as `cleaned` does."""
    return await asyncio.to_thread(pictures.cleaned, data)


async def keep(unit: Unit, incident_id: int, picture: Picture) -> None:
    """Keep the photo of the line that has just been written, in the same transaction."""
    head = await timeline.head(unit.session, incident_id)
    row = PhotoRow(
        incident_id=incident_id,
        seq=head.seq,
        added_by=unit.actor,
        added_at=unit.now,
        sha256=photo_proof.checksum(picture.jpeg),
        width=picture.width,
        height=picture.height,
        jpeg=picture.jpeg,
        small=picture.small,
    )
    await photos.add(unit.session, row)


async def photo(unit: Unit, incident_id: int, seq: int, *, small: bool = False) -> bytes:
    """A line's photo as JPEG; `Refused` when there is none (not found), or when it is not the one that was written (conflict)."""
    await incident_of(unit, incident_id)
    found = await photos.bytes_of(unit.session, incident_id, seq, small=small)
    if found is None:
        raise _none(seq)
    [(entry, _)] = await timeline.page(unit.session, incident_id, after=seq - 1, limit=1)
    if photo_proof.changed(entry, found, small=small):
        raise Refused(
            "The photo of line {number} was changed after it was written, so it is not shown. Tell whoever runs the service.",
            kind=CONFLICT,
            number=seq,
        )
    return found


async def delete(unit: Unit, incident_id: int, seq: int, reason: str) -> None:
    """Delete a line's photo for good. The line and the photo's checksum stay, and the timeline says who deleted it and why."""
    await incident_for_update(unit, incident_id)
    reason = checked_text(reason, field="reason", longest=LONGEST_REASON)
    if not reason:
        raise Refused("Write why the photo is deleted: the reason stands in the timeline.", field="reason", kind=INVALID)
    if not await photos.remove(unit.session, incident_id, seq):
        raise _none(seq)
    await record(unit, incident_id, "photo.deleted", {"line": seq}, {"reason": reason})


def _none(seq: int) -> Refused:
    return Refused("Line {number} has no photo, or it has been deleted.", kind=NOT_FOUND, number=seq)
