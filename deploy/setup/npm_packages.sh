#!/bin/sh
# Brings node_modules/ in line with package-lock.json; does nothing when it already is. Node is needed here only: the
# service serves the files and runs no JavaScript itself.
set -eu
cd "$(dirname "$0")/../.."

cmp -s package-lock.json node_modules/.installed-lock.json && exit 0

if ! npm --version >/dev/null 2>&1; then
    if ! cmp -s requirements/node.txt .tools/installed/node.txt; then
        echo "setup: npm is not here: Node into .tools/" >&2
        deploy/setup/tools.sh "$(deploy/setup/find_python.sh)" node
    fi
    PATH="$PWD/.tools/bin:$PATH"
    export PATH
fi

echo "setup: the pages' style and scripts into node_modules/" >&2
npm ci --silent </dev/null || npm ci </dev/null
cp package-lock.json node_modules/.installed-lock.json
