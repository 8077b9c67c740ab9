"""Every setting, from the environment or `.env`, prefix `BEREDSKAB_`. The README's table is made from this model."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from actioncards import ODENSE
from flows.sentences import Refused
from flows.vocabulary import Mode

SANDBOX_KEY: Final = "sandbox-only-key-not-for-live-use-0000"
SHORTEST_KEY: Final = 32


class Settings(BaseSettings):
    """The service's settings. A wrong or missing one stops the start, with its name and a remedy."""

    model_config = SettingsConfigDict(env_prefix="BEREDSKAB_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    mode: Annotated[Mode, Field(description="`sandbox`: messages land on simulated phones only; `live`: people are warned")] = Mode.SANDBOX
    database_url: Annotated[str, Field(description="`sqlite:///path/to/file.db` or `postgresql://user:password@host/database`")] = (
        "sqlite:///var/beredskab.db"
    )
    public_url: Annotated[str, Field(description="The address under which people's phones reach the service; links begin with it")] = (
        "http://127.0.0.1:8000"
    )
    secret_key: Annotated[
        SecretStr, Field(description="At least 32 random characters; signs links, sessions and exports. The sandbox has its own")
    ] = SecretStr(SANDBOX_KEY)
    plan: Annotated[Path, Field(description="The folder of the plan's data")] = ODENSE
    host: Annotated[str, Field(description="The address to listen on")] = "127.0.0.1"
    port: Annotated[
        int,
        Field(
            ge=0,
            le=65535,
            description="The port to listen on; `PORT` is read too",
            validation_alias=AliasChoices("BEREDSKAB_PORT", "PORT", "port"),
        ),
    ] = 8000
    worker: Annotated[bool, Field(description="Whether `serve` also sends; `false` when `beredskab worker` runs beside it")] = True
    log_format: Annotated[str, Field(description="`text` for people, `json` for machines", pattern="^(text|json)$")] = "text"
    twilio_account_sid: Annotated[str | None, Field(description="Twilio account, for SMS")] = None
    twilio_auth_token: Annotated[SecretStr | None, Field(description="Twilio's auth token; verifies its callbacks too")] = None
    twilio_from: Annotated[str | None, Field(description="The number, sender name or messaging service SMS come from")] = None
    twilio_base_url: Annotated[str | None, Field(description="Another address than Twilio's own, for a stand-in server")] = None
    twilio_rate: Annotated[
        float | None, Field(gt=0, description="The most SMS a second that the account may send (per sending process)")
    ] = None
    twilio_concurrency: Annotated[int, Field(ge=1, le=500, description="The most SMS requests under way at a time")] = 50
    smtp_url: Annotated[SecretStr | None, Field(description="`smtp://user:password@host:587` (STARTTLS) or `smtps://...` (TLS)")] = None
    mail_from: Annotated[str | None, Field(description="The address e-mail comes from")] = None
    smtp_rate: Annotated[float | None, Field(gt=0, description="The most e-mails a second (per sending process)")] = None
    smtp_concurrency: Annotated[int, Field(ge=1, le=100, description="The most mail connections at a time")] = 5
    channel_timeout_s: Annotated[float, Field(gt=0, le=60, description="Seconds that one attempt to send may take")] = 10.0
    lease_seconds: Annotated[
        float, Field(gt=0, le=600, description="Seconds after which a dead process's messages are taken over; more than CHANNEL_TIMEOUT_S")
    ] = 30.0

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// in the sandbox)")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:", "sqlite+aiosqlite:", "postgresql:", "postgresql+asyncpg:", "postgres:")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @model_validator(mode="after")
    def _fit_together(self) -> "Settings":
        if len(self.secret_key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"SECRET_KEY: must have at least {SHORTEST_KEY} characters; make one with `openssl rand -hex 32`")
        if self.lease_seconds <= self.channel_timeout_s:
            raise ValueError("LEASE_SECONDS: must be longer than CHANNEL_TIMEOUT_S, or what is under way would be sent twice")
        if self.mode is Mode.LIVE:
            self._fit_for_live()
        if self.mode is Mode.EXERCISE:
            raise ValueError("MODE: must be sandbox or live; an exercise is raised as one in either")
        return self

    def _fit_for_live(self) -> None:
        if self.secret_key.get_secret_value() == SANDBOX_KEY:
            raise ValueError("SECRET_KEY: live mode needs a key of its own; make one with `openssl rand -hex 32`")
        if not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL: live mode needs https://, since links carry people's answers")
        if not (self.twilio_account_sid or self.smtp_url):
            raise ValueError("TWILIO_ACCOUNT_SID or SMTP_URL: live mode needs at least one provider to send by")


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; `Refused` naming the first wrong one and its remedy."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # names are checked by the model
    except ValidationError as error:
        raise Refused("{settings}", field="settings", settings="; ".join(_told(e) for e in error.errors())) from error


def _told(error: object) -> str:
    assert isinstance(error, dict)
    where = "".join(f"BEREDSKAB_{str(part).upper()}: " for part in error["loc"][:1])
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}{message}" if where else f"BEREDSKAB_{message}"
