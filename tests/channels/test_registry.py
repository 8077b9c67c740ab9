"""Finding channels, also those of other packages."""

import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import SecretStr

from flows.vocabulary import Medium, Mode
from service.channels.registry import GROUP, find_channels
from service.channels.sandbox import Sandbox
from tests.channels.settings import FakeSettings


class Pigeon:
    name, medium, concurrency, rate = "pigeon", Medium.SMS, 1, 0.1
    send = aclose = Sandbox.send


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=GROUP)


def ours() -> list[EntryPoint]:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    return [entry(name, value) for name, value in project["project"]["entry-points"][GROUP].items()]


@pytest.fixture
def other_package(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("pigeons")
    module.__dict__.update(
        build=lambda _: [Pigeon()],
        broken=lambda _: 1 / 0,
        nonsense=lambda _: [object()],
        slow=lambda _: [type("Slow", (Pigeon,), {"name": "slow", "rate": 0.0})()],
    )
    monkeypatch.setitem(sys.modules, "pigeons", module)
    return module


def test_sandbox_mode_has_the_simulated_phones_and_nothing_else() -> None:
    settings = FakeSettings(mode=Mode.SANDBOX, smtp_url=SecretStr("smtp://localhost"), mail_from="a@example.org")
    found = find_channels(settings, ours())

    assert sorted(found.channels) == ["sandbox_email", "sandbox_sms", "sandbox_voice"]
    assert [found.for_medium(medium)[0].medium for medium in Medium] == list(Medium)
    assert found.problems == ()


def test_live_mode_has_what_is_configured_and_no_simulated_phone() -> None:
    settings = FakeSettings(smtp_url=SecretStr("smtp://localhost"), mail_from="a@example.org")
    found = find_channels(settings, ours())

    assert list(found.channels) == ["smtp"]
    assert found.for_medium(Medium.SMS) == ()


@pytest.mark.usefixtures("other_package")
def test_another_package_can_add_a_channel() -> None:
    found = find_channels(FakeSettings(), [*ours(), entry("pigeon", "pigeons:build")])

    assert list(found.channels) == ["pigeon"]


@pytest.mark.usefixtures("other_package")
@pytest.mark.parametrize("value", ["pigeons:broken", "pigeons:nonsense", "pigeons:slow", "pigeons:missing", "nowhere:build"])
def test_a_broken_package_is_named_and_never_stops_the_others(value: str) -> None:
    found = find_channels(FakeSettings(mode=Mode.SANDBOX), [entry("a_first", value), *ours()])

    assert len(found.channels) == 3
    assert [problem.entry_point for problem in found.problems] == ["a_first"]
    assert str(found.problems[0].sentence).startswith("The channel cannot be loaded: ")


@pytest.mark.usefixtures("other_package")
def test_two_channels_of_one_name_are_refused() -> None:
    found = find_channels(FakeSettings(), [entry("one", "pigeons:build"), entry("two", "pigeons:build")])

    assert list(found.channels) == ["pigeon"]
    assert [problem.entry_point for problem in found.problems] == ["two"]


def test_a_wrong_setting_is_reported_by_its_name() -> None:
    found = find_channels(FakeSettings(smtp_url=SecretStr("mail.example.org"), mail_from="a@example.org"), ours())

    assert [problem.field for problem in found.problems] == ["smtp_url"]
