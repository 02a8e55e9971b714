#!/bin/sh
# What `make run` does once the environment stands: demo mode unless it was decided otherwise, then everything at once.
set -eu
if [ -z "${DEMO+given}" ] && ! grep -Eqs '^(export )?DEMO=' .env; then
    export DEMO=1
fi
exec .venv/bin/python manage.py up --prepare
