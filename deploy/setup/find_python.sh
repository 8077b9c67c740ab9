#!/bin/sh
# Prints the first Python of at least 3.11 on this machine; $PYTHON goes first.
set -eu

for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$candidate"
        exit 0
    fi
done

echo "Python 3.11 or newer was not found. Install it (on Debian or Ubuntu: apt-get install python3 python3-venv)" >&2
echo "or name it: make PYTHON=/path/to/python3.11 ..." >&2
exit 1
