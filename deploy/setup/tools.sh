#!/bin/sh
# tools.sh PYTHON NAME: installs requirements/NAME.txt, with hashes, into .tools/, a virtual environment of its own.
set -eu
cd "$(dirname "$0")/../.."
python=$1
name=$2

if ! .tools/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .tools
    if ! "$python" -m venv .tools >.tools.log 2>&1; then
        # Debian and Ubuntu keep what `venv` needs in a package of its own.
        deploy/setup/system_packages.sh python3-venv
        rm -rf .tools
        "$python" -m venv .tools
    fi
    rm -f .tools.log
fi
.tools/bin/python -m pip install --quiet --require-hashes -r "requirements/$name.txt"
mkdir -p .tools/installed
cp "requirements/$name.txt" .tools/installed/
