"""Who may use the service: users, sessions, API keys, and what a repeated request was answered."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Base, Id, Key, Ref, When, Words
from service.store.types import Json


class UserRow(Base):
    """A local account; `role` is a word of `flows.vocabulary.Role`."""

    __tablename__ = "user_account"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Words]
    password_hash: Mapped[Words]
    role: Mapped[Key]
    language: Mapped[str] = mapped_column(String(2), default="da")
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[When]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[When | None]


class SessionRow(Base):
    """A signed-in browser; only the token's digest is kept."""

    __tablename__ = "session"

    id: Mapped[Id]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[When]
    expires_at: Mapped[When]


class ApiKeyRow(Base):
    """A key for the API; only its digest is kept. `scopes` are words of `flows.vocabulary.Scope`."""

    __tablename__ = "api_key"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Json)
    organisation: Mapped[Words]
    created_at: Mapped[When]
    revoked_at: Mapped[When | None]
    last_used_at: Mapped[When | None]


class PasswordLinkRow(Base):
    """A link by which a user chooses a password, once; only the token's digest is kept."""

    __tablename__ = "password_link"

    id: Mapped[Id]
    user_id: Mapped[Ref] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[When]
    expires_at: Mapped[When]


class AccessChangeRow(Base):
    """Who changed whose access, and how; `what` is a word of `service.domain.access.Change`. Written once, never changed."""

    __tablename__ = "access_change"

    id: Mapped[Id]
    at: Mapped[When]
    actor: Mapped[Words]
    what: Mapped[Key]
    user_id: Mapped[Ref | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    key_id: Mapped[Ref | None] = mapped_column(ForeignKey("api_key.id", ondelete="SET NULL"))
    detail: Mapped[Words]


class IdempotencyRow(Base):
    """What a POST with an `Idempotency-Key` was answered: the same key gets the same answer and causes nothing twice."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("principal", "key"),)

    id: Mapped[Id]
    principal: Mapped[Key]
    key: Mapped[str] = mapped_column(String(200))
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(Json)
    body: Mapped[Words]
    created_at: Mapped[When]
