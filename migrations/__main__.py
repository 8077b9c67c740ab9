"""`python -m migrations "What changes"`: write a new version from what the tables say and the versions do not."""

import asyncio
import sys
import tempfile
from pathlib import Path

from service.store.migrate import upgrade, write_version


async def _main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'empty.db')}"
        await upgrade(url)
        sys.stdout.write(f"{await write_version(url, message)}\nRead it through: autogenerate sees neither renames nor data.\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(_main(sys.argv[1]))
