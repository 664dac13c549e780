#!/bin/sh
# Make a virtual environment and install a requirements file into it.
# usage: setup_venv.sh PYTHON VENV REQUIREMENTS
python=$1 venv=$2 requirements=$3

fail() { echo "$1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 ||
    fail "Python 3.10 or newer is needed and '$python' was not found. On Debian or Ubuntu: apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "Python 3.10 or newer is needed; '$python' is $("$python" -V 2>&1). Name another one with: make PYTHON=/path/to/python3"

if [ ! -x "$venv/bin/pip" ]; then
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # Debian splits venv from Python; as root we can fetch it, else we say how.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            { apt-get update -qq && apt-get install -y -qq python3-venv; } >/dev/null 2>&1
        fi
        "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            fail "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
    fi
    rm -rf "$venv"
    "$python" -m venv "$venv" || fail "The virtual environment $venv could not be made: see the message above."
fi

echo "Installing $requirements into $venv ..."
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" ||
    fail "Installing $requirements failed: see pip's message above. A working connection to PyPI is needed once."
