"""The samples in `deploy/` name what is really there."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
COPIED = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)


def test_the_container_file_copies_what_exists_and_what_the_ignore_file_lets_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for line in COPIED.findall((ROOT / "deploy/Containerfile").read_text()) for name in line.split()}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_container_runs_as_an_ordinary_user() -> None:
    last_stage = (ROOT / "deploy/Containerfile").read_text().rpartition("FROM ")[2]
    assert "\nUSER beredskab\n" in last_stage


def test_compose_starts_service_and_worker_after_the_migration() -> None:
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]
    assert set(services) == {"postgres", "migrate", "service", "worker"}
    for name in ("service", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
        assert services[name]["cap_drop"] == ["ALL"]
    assert [services[name]["command"] for name in ("migrate", "service", "worker")] == [["migrate"], ["serve"], ["worker"]]


def test_the_proxy_sample_buffers_nothing_and_believes_no_visitor() -> None:
    sample = (ROOT / "deploy/nginx/beredskab.conf").read_text()
    assert "proxy_buffering off;" in sample
    assert "X-Forwarded-For $remote_addr;" in sample


def test_the_proxy_sample_passes_over_a_dead_instance_and_sends_no_alarm_twice() -> None:
    sample = (ROOT / "deploy/nginx/beredskab.conf").read_text()
    words = [word for line in sample.splitlines() if not line.lstrip().startswith("#") for word in line.strip(" ;").split()]
    assert "\n    proxy_next_upstream error timeout;\n" in sample
    assert "non_idempotent" not in words
