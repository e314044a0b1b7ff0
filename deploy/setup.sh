#!/bin/sh
# From a bare machine to both environments and a voice. May be run at any time; does only what is missing.
#   deploy/setup.sh          what `make run` needs
#   deploy/setup.sh tests    and what the tests of pages and of PostgreSQL need
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }
now() { date +%s; }

# step WORDS COMMAND…: says how long it took; on failure one sentence, after the command's own words.
step() {
    words=$1; shift
    start=$(now)
    if ! "$@" >var/logs/setup.log 2>&1; then
        tail -n 15 var/logs/setup.log >&2
        fail "$words failed; is the network there? All that was said is in var/logs/setup.log. Then try again."
    fi
    say "$words: $(($(now) - start)) s"
}

find_uv() {
    if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        UV=uv
    elif [ -x var/uv/bin/uv ]; then
        UV=var/uv/bin/uv
    else
        UV=
    fi
}

make_uv() {
    python=$(command -v python3.12 || command -v python3) || fail "Python 3.12 is missing; install it (sudo apt-get install python3.12, or pyenv install 3.12) and try again."
    "$python" -c 'import venv, ensurepip' 2>/dev/null || fail "$python cannot make environments; install python3-venv and try again."
    step "installing uv into var/uv" sh -c "'$python' -m venv var/uv && var/uv/bin/python -m pip install --quiet uv"
    UV=var/uv/bin/uv
}

# An interpreter that is there is used; nothing is fetched behind your back. One that is missing uv may fetch, and we say so.
check_python() {
    "$UV" python find --no-project --no-python-downloads "$1" >/dev/null 2>&1 && return 0
    say "Python $1 is not on this machine; asking uv to fetch it"
    UV_PYTHON_DOWNLOADS=automatic "$UV" python install "$1" >var/logs/setup.log 2>&1 ||
        fail "Python $1 is missing and uv could not fetch it; install it (pyenv install $1, or your system's package) and try again."
}

# packages WITHOUT NAME…: installs Debian packages that are missing, where there is the right to; else one line that ends with WITHOUT.
packages() {
    without=$1; shift
    command -v apt-get >/dev/null 2>&1 || { say "no apt-get here for: $*; $without"; return 0; }
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo="sudo -n"; else
        say "missing:$missing, and there is no right to install packages; $without"
        return 0
    fi
    start=$(now)
    say "installing Debian packages:$missing"
    # shellcheck disable=SC2086
    if $sudo apt-get update -qq >var/logs/apt.log 2>&1 && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >>var/logs/apt.log 2>&1; then
        say "installed:$missing: $(($(now) - start)) s"
    else
        say "could not install$missing (var/logs/apt.log says why); $without"
    fi
}

mkdir -p var/logs
find_uv
[ -n "$UV" ] || make_uv
check_python 3.12
check_python 3.10
export UV_PYTHON_DOWNLOADS=never
step "main environment (.venv)" "$UV" sync --frozen
step "Rasa's environment (bot/.venv)" "$UV" sync --frozen --project bot
command -v espeak-ng >/dev/null 2>&1 ||
    packages "the assistant will be silent; to give it a voice: sudo apt-get install -y espeak-ng" espeak-ng
if [ "${1:-}" = tests ]; then
    packages "the tests that need them will be skipped, each with its reason" chromium fonts-noto-cjk postgresql
fi
