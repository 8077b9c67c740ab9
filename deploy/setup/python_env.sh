#!/bin/sh
# python_env.sh run|dev: brings .venv in line with requirements/$1.txt, and does nothing when it already is.
#
# A copy of what was installed is kept in .venv, so that a change of a lock or of pyproject.toml is seen at once. A
# .venv that holds the dev packages holds the run packages too (dev.txt contains run.txt), and stays a dev one.
set -eu
cd "$(dirname "$0")/../.."
want=$1
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

in_line() { # $1: run or dev
    cmp -s "requirements/$1.txt" ".venv/installed/$1.txt" &&
        cmp -s pyproject.toml .venv/installed/pyproject.toml &&
        .venv/bin/python -c '' 2>/dev/null
}

in_line "$want" && exit 0
if [ "$want" = run ] && [ -e .venv/installed/dev.txt ]; then
    want=dev
fi

say() { echo "setup: $*" >&2; }
python=$(deploy/setup/find_python.sh)

if ! cmp -s requirements/uv.txt .tools/installed/uv.txt || ! .tools/bin/uv --version >/dev/null 2>&1; then
    say "uv, the installer, into .tools/ ($("$python" --version))"
    deploy/setup/tools.sh "$python" uv
fi

# uv does not read pip's settings: a machine that reaches its packages through pip.conf or PIP_* shall do so here too.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    index=${PIP_INDEX_URL:-$(.tools/bin/python -m pip config get global.index-url 2>/dev/null || true)}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
fi
[ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"

.venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    .tools/bin/uv venv --quiet --clear --python "$python" .venv
rm -rf .venv/installed

say "Python packages of requirements/$want.txt into .venv/"
if ! .tools/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes "requirements/$want.txt"; then
    say "uv could not; trying once more with pip"
    .tools/bin/python -m pip --python .venv/bin/python install --quiet --require-hashes -r "requirements/$want.txt"
fi
.tools/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --offline --editable .

mkdir -p .venv/installed
cp pyproject.toml requirements/run.txt .venv/installed/
[ "$want" = run ] || cp requirements/dev.txt .venv/installed/
