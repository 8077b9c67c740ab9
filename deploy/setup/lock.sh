#!/bin/sh
# lock.sh [--upgrade]: writes requirements/*.txt (every version for every platform, with hashes, and no address of a
# package index: the machine that installs says where from) and package-lock.json.
set -eu
cd "$(dirname "$0")/../.."
cmp -s requirements/uv.txt .tools/installed/uv.txt ||
    deploy/setup/tools.sh "$(deploy/setup/find_python.sh)" uv

compile() { # $1: the lock's name; then its sources
    output=$1
    shift
    .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "make lock" $upgrade --output-file "requirements/$output.txt" "$@"
}

upgrade=${1:-}
compile uv requirements/uv.in
compile node requirements/node.in
compile run pyproject.toml requirements/run.in
compile dev pyproject.toml requirements/run.in requirements/dev.in --constraint requirements/run.txt
npm install --package-lock-only --silent
