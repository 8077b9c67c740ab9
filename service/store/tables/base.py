"""The declarative base: one naming convention, so that every constraint can be named in a migration."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from service.store.types import BigId, Moment

Id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
Key = Annotated[str, mapped_column(String(80))]
Words = Annotated[str, mapped_column(Text)]
When = Annotated[datetime, mapped_column(Moment)]
Ref = Annotated[int, mapped_column(BigId)]


class Base(DeclarativeBase):
    """Every table's base."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
