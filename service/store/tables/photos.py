"""The photos of log lines: beside the timeline, which knows them by their checksums (I7)."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Ref, When, Words


class PhotoRow(Base):
    """The photo of one line of an incident's timeline; a line whose photo has been deleted has no row.

    `small` is the same picture as it is shown beside the line.
    """

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("incident_id", "seq"),)

    id: Mapped[Id]
    incident_id: Mapped[Ref] = mapped_column(ForeignKey("incident.id"))
    seq: Mapped[Ref]
    added_by: Mapped[Words]
    added_at: Mapped[When]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
