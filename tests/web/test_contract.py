"""The description of the API holds: a tool that knows nothing else tries it out on the running service."""

import asyncio
import sys
from pathlib import Path

from tests.harness.service import RunningService

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = "3"


async def _run(*command: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


async def test_the_running_service_answers_as_its_description_says(seeded_url: tuple[str, str]) -> None:
    url, key = seeded_url
    async with RunningService(url) as service:
        code, output = await _tried(service.url, key)
        log = service.log()
    assert code == 0, output
    assert "unexpectedly" not in log


async def _tried(url: str, key: str) -> tuple[int, str]:
    return await _run(
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(CONFIG), "run", f"{url}/openapi.json", "--header", f"Authorization: Bearer {key}"),
        *("--checks", "all", "--generation-database", "none", "--seed", "1", "--no-color"),
        *("--phases", "examples,fuzzing", "--max-examples", EXAMPLES),
    )
