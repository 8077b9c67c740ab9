#!/bin/sh
# system_packages.sh NAME...: installs packages of the distribution, or stops with the command that would.
set -eu
[ $# -gt 0 ] || exit 0

stop() {
    echo "setup: $1. What is missing: $packages" >&2
    echo "setup: as root:  apt-get update && apt-get install --no-install-recommends $packages" >&2
    echo "setup: (on another system, install what these Debian packages hold), then run make again" >&2
    exit 1
}

packages=$*
command -v apt-get >/dev/null || stop "there is no apt-get here"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || stop "only root may install packages"
    as_root="sudo -n"
fi

echo "setup: from the distribution: $packages" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086 # the words are meant to split
if ! { $as_root apt-get update && $as_root apt-get install --yes --no-install-recommends $packages; } </dev/null >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    stop "apt-get failed, see above"
fi
rm -f "$log"
