"""Every setting, from the environment or `.env`, prefix `BEREDSKAB_`. docs/settings.md is made from this model."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from actioncards import ODENSE
from actioncards.housing import HOUSING
from flows.sentences import Refused, Sentence
from flows.vocabulary import Mode
from service.domain.smtp_url import parse_smtp_url

PREFIX: Final = "BEREDSKAB_"
SANDBOX_KEY: Final = "sandbox-only-key-not-for-live-use-0000"
SHORTEST_KEY: Final = 32

ENV_FILE: Final = ".env"
_TWILIO: Final = "https://api.twilio.com"
_EXAMPLE: Final = "https://beredskab.example"

_DATABASES: Final = ("sqlite:", "sqlite+aiosqlite:", "postgresql:", "postgresql+asyncpg:", "postgres:")


Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""So many a second."""


class WrongSettings(Refused):
    """The settings do not allow a start; `problems` has a sentence for each, with its name and a remedy."""

    def __init__(self, problems: tuple[Sentence, ...]) -> None:
        super().__init__("{problems}", field="settings", problems=problems)
        self.problems = problems


class _Wrong(ValueError):
    """What a check of ours found, on its way through pydantic."""

    def __init__(self, *problems: Sentence) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class Settings(BaseSettings):
    """The service's settings. A wrong or missing one stops the start, with its name and a remedy."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    mode: Annotated[Mode, Field(description="`sandbox`: messages land on simulated phones only; `live`: people are warned")] = Mode.SANDBOX
    database_url: Annotated[str, Field(description="`sqlite:///path/to/file.db` or `postgresql://user:password@host/database`")] = (
        "sqlite:///var/beredskab.db"
    )
    public_url: Annotated[
        str,
        Field(
            description="The address under which people's phones reach the service; links begin with it. "
            "Left out, it is `http://127.0.0.1` and the port"
        ),
    ] = ""
    secret_key: Annotated[
        SecretStr,
        Field(description="At least 32 random characters; signs links, sessions and exports. The sandbox has its own, live mode has none"),
    ] = SecretStr(SANDBOX_KEY)
    plan: Annotated[Path, Field(description="The folder of the plan's data")] = ODENSE
    housing: Annotated[Path, Field(description="The folder with a folder for each housing plan")] = HOUSING
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
    language: Annotated[
        Literal["da", "en"] | None, Field(description="What the command line speaks, `da` or `en`; left out, it follows `LANG`")
    ] = None
    log_format: Annotated[Literal["text", "json"], Field(description="`text` for people, `json` for machines")] = "text"
    twilio_account_sid: Annotated[str | None, Field(description="Twilio account, for SMS")] = None
    twilio_auth_token: Annotated[SecretStr | None, Field(description="Twilio's auth token; verifies its callbacks too")] = None
    twilio_from: Annotated[str | None, Field(description="The number, sender name or messaging service SMS come from")] = None
    twilio_base_url: Annotated[str | None, Field(description="Another address than Twilio's own, for a stand-in server")] = None
    twilio_rate: Annotated[Rate | None, Field(description="The most SMS a second that the account may send (per sending process)")] = None
    twilio_concurrency: Annotated[int, Field(ge=1, le=500, description="The most SMS requests under way at a time")] = 50
    twilio_voice_from: Annotated[
        str | None,
        Field(description="The number phone calls come from; left out, nobody is called. The same number takes calls with a PIN"),
    ] = None
    twilio_voice_rate: Annotated[Rate | None, Field(description="The most phone calls a second that may be begun")] = 1.0
    twilio_voice_ring_s: Annotated[int, Field(ge=5, le=120, description="Seconds that a phone rings before it counts as not answered")] = 25
    twilio_voice: Annotated[
        str, Field(description="The Danish voice that speaks: one of Twilio's for `da-DK`", pattern=r"^[A-Za-z0-9.-]{1,60}$")
    ] = "Polly.Naja"
    smtp_url: Annotated[SecretStr | None, Field(description="`smtp://user:password@host:587` (STARTTLS) or `smtps://...` (TLS)")] = None
    mail_from: Annotated[str | None, Field(description="The address e-mail comes from")] = None
    smtp_rate: Annotated[Rate | None, Field(description="The most e-mails a second (per sending process)")] = None
    smtp_concurrency: Annotated[int, Field(ge=1, le=100, description="The most mail connections at a time")] = 5
    channel_timeout_s: Annotated[float, Field(gt=0, le=60, description="Seconds that one attempt to send may take")] = 10.0
    lease_seconds: Annotated[
        float, Field(gt=0, le=600, description="Seconds after which a dead process's messages are taken over; more than CHANNEL_TIMEOUT_S")
    ] = 30.0

    @model_validator(mode="after")
    def _fit_together(self) -> "Settings":
        self.public_url = (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")
        problems = [*self._always(), *(self._for_live() if self.mode is Mode.LIVE else ())]
        if problems:
            raise _Wrong(*problems)
        return self

    def _always(self) -> list[Sentence]:
        problems = []
        if self.mode is Mode.EXERCISE:
            problems.append(Sentence("BEREDSKAB_MODE must be sandbox or live; an exercise is raised as one in either."))
        if not self.database_url.startswith(_DATABASES):
            problems.append(Sentence("BEREDSKAB_DATABASE_URL must begin with sqlite:/// or postgresql://."))
        elif not _has_a_real_port(self.database_url):
            problems.append(
                Sentence("BEREDSKAB_DATABASE_URL: what stands after the host is no port. Write it as postgresql://host:5432/database.")
            )
        if not _is_web_address(self.public_url, also_port_0=True):
            problems.append(
                Sentence("BEREDSKAB_PUBLIC_URL must begin with https:// (or http:// in the sandbox), such as {example}.", example=_EXAMPLE)
            )
        if self.twilio_base_url is not None and not _is_web_address(self.twilio_base_url):
            problems.append(Sentence("BEREDSKAB_TWILIO_BASE_URL is no address. Leave it out, or write it as {example}.", example=_TWILIO))
        problems += [*self._mail_server(), *_folder("BEREDSKAB_PLAN", self.plan), *_folder("BEREDSKAB_HOUSING", self.housing)]
        if len(self.secret_key.get_secret_value()) < SHORTEST_KEY:
            problems.append(
                Sentence("BEREDSKAB_SECRET_KEY must have at least {n} characters. Make one with `openssl rand -hex 32`.", n=SHORTEST_KEY)
            )
        if self.lease_seconds <= self.channel_timeout_s:
            problems.append(
                Sentence("BEREDSKAB_LEASE_SECONDS must be more than BEREDSKAB_CHANNEL_TIMEOUT_S, or what is under way is sent twice.")
            )
        return problems

    def _mail_server(self) -> Iterator[Sentence]:
        try:
            if self.smtp_url is not None:
                parse_smtp_url(self.smtp_url.get_secret_value())
        except Refused as refused:
            yield Sentence("{name}: {problem}", name="BEREDSKAB_SMTP_URL", problem=refused.sentence)

    def _for_live(self) -> list[Sentence]:
        problems = []
        if self.secret_key.get_secret_value() == SANDBOX_KEY:
            problems.append(Sentence("BEREDSKAB_SECRET_KEY: live mode needs a key of its own. Make one with `openssl rand -hex 32`."))
        if not self.public_url.startswith("https://"):
            problems.append(Sentence("BEREDSKAB_PUBLIC_URL: live mode needs an https:// address, since links carry people's answers."))
        if not (self.twilio_account_sid or self.smtp_url):
            problems.append(
                Sentence("BEREDSKAB_TWILIO_ACCOUNT_SID or BEREDSKAB_SMTP_URL: live mode needs at least one provider to send by. Set one.")
            )
        return problems


def _folder(name: str, folder: Path) -> Iterator[Sentence]:
    if not folder.is_dir():
        yield Sentence("{name}: there is no folder {folder}. Correct it, or leave it out.", name=name, folder=str(folder.absolute()))
    elif not os.access(folder, os.R_OK | os.X_OK):
        yield Sentence(
            "{name}: the folder {folder} may not be read. Let the service's user read it.", name=name, folder=str(folder.absolute())
        )


def _is_web_address(url: str, *, also_port_0: bool = False) -> bool:
    """Whether it is http(s), a host and at most a path; port 0 stands for one that the system is to choose."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port != 0 or also_port_0
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or re.search(r"\s", url))
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_fits and plain


def _has_a_real_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process; `WrongSettings` with every wrong one's name and remedy."""
    try:
        unknown = tuple(_unknown_names(overrides.get("_env_file", ENV_FILE)))
        settings = Settings(**overrides)
    except UnicodeDecodeError:
        raise WrongSettings((Sentence("{file} is not in UTF-8. Save it as UTF-8.", file=ENV_FILE),)) from None
    except ValidationError as error:
        raise WrongSettings((*unknown, *(sentence for found in error.errors() for sentence in _told(found)))) from None
    if unknown:
        raise WrongSettings(unknown)
    return settings


_OF_THE_MACHINE: Final = re.compile(r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_[0-9]+_\w+)=.*|\w+_PORT=(tcp|udp|sctp)://.*")
"""What Kubernetes and container links set by themselves for a neighbour that is called `beredskab-...`."""


def _unknown_names(env_file: Any) -> Iterator[Sentence]:
    """Names that begin like ours and are none, in the environment and in `.env`: they were meant to do something."""
    known = setting_names()
    given = {**DotEnvSettingsSource(Settings, env_file=env_file).env_vars, **EnvSettingsSource(Settings).env_vars}
    for name, value in sorted((name.upper(), value) for name, value in given.items()):
        if name.startswith(PREFIX) and name not in known and not _OF_THE_MACHINE.fullmatch(f"{name}={value}"):
            close = get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], n=1)
            if close:
                yield Sentence("{name} is no setting. Did you mean {nearest}?", name=name, nearest=PREFIX + close[0])
            else:
                yield Sentence("{name} is no setting. Take it out; docs/settings.md has those there are.", name=name)


def setting_names() -> tuple[str, ...]:
    """Every setting's name in the environment."""
    return tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)


_KINDS: Final = {
    "enum": Sentence("{setting} must be one of {allowed}."),
    "literal_error": Sentence("{setting} must be one of {allowed}."),
    "bool_parsing": Sentence("{setting} must be true or false."),
    "int_parsing": Sentence("{setting} must be a whole number."),
    "int_from_float": Sentence("{setting} must be a whole number."),
    "int_parsing_size": Sentence("{setting} must be a whole number."),
    "float_parsing": Sentence("{setting} must be a number."),
    "finite_number": Sentence("{setting} must be a number."),
    "string_pattern_mismatch": Sentence("{setting} has characters that cannot stand there. docs/settings.md says what it is."),
    "greater_than": Sentence("{setting} must be more than {gt}."),
    "greater_than_equal": Sentence("{setting} must be at least {ge}."),
    "less_than_equal": Sentence("{setting} must be at most {le}."),
}


def _told(error: Any) -> tuple[Sentence, ...]:
    """One of pydantic's errors as our own sentences; the value is not repeated, it may be a secret."""
    context: Mapping[str, object] = error.get("ctx", {})
    ours = context.get("error")
    if isinstance(ours, _Wrong):
        return ours.problems
    name = str(error["loc"][0]) if error["loc"] else ""
    setting = name if name.isupper() else f"{PREFIX}{name.upper()}"
    kind = _KINDS.get(error["type"])
    if kind:
        # An exercise is a mode of an incident, never of the service.
        allowed = ", ".join(word for word in re.findall(r"'(\w+)'", str(context.get("expected", ""))) if word != Mode.EXERCISE)
        return (Sentence(kind.text, **context, setting=setting, allowed=allowed),)
    return (Sentence("{setting} is wrong: {reason}.", setting=setting, reason=error["msg"]),)
