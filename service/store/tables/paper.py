"""The paper for when everything is down: one row a day, with the facts it was made from and the document itself."""

from datetime import date
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, When, Words
from service.store.types import Json


class PaperRow(Base):
    """The paper of one day, as it was last made that day; `pdf` is None until it has been typeset, `trouble` why it could not be."""

    __tablename__ = "paper"

    id: Mapped[Id]
    day: Mapped[date] = mapped_column(unique=True)
    made_at: Mapped[When]
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    trouble: Mapped[Words | None]
