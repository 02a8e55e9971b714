#!/bin/sh
# Prints the path of the Python that Relief runs on: 3.13, 3.12 or 3.11, else any newer one that `python3` names.
# Every folder of PATH is tried and every candidate is run: a version manager's shim may exist and still answer 127.
wanted='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

IFS=:
for name in python3.13 python3.12 python3.11 python3; do
    for folder in $PATH; do
        if [ -x "$folder/$name" ] && "$folder/$name" -c "$wanted" >/dev/null 2>&1; then
            echo "$folder/$name"
            exit 0
        fi
    done
done

echo "Relief needs Python 3.11 or newer with its venv module on PATH (Debian, Ubuntu: apt-get install python3-venv)." >&2
exit 1
