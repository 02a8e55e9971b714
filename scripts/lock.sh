#!/bin/sh
# Resolves pyproject.toml into the three lock files: universal (Python 3.11 and newer, any platform), with hashes, and
# naming no host, so that the same file serves behind any mirror. The later locks are held to the versions of the first.
set -eu
upgrade="${1:-}"
lock() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links ${upgrade:+"$upgrade"} "$@"
}
lock pyproject.toml --output-file requirements.lock
lock --group dev --constraint requirements.lock --output-file requirements-dev.lock
lock --group browser --constraint requirements.lock --constraint requirements-dev.lock \
    --output-file requirements-browser.lock
