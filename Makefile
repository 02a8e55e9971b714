# Relief from a fresh clone, with nothing but make and Python 3.11 or newer. Settings come from the environment or .env.
.DEFAULT_GOAL := help
.PHONY: help install run test lint format lock

FIND_PYTHON = python=$$(sh scripts/find_python.sh) || exit 1
LOCKS = requirements.lock requirements-dev.lock requirements-browser.lock

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.* ## /make \1: /p' Makefile

install: ## make .venv with the locked packages
	@$(FIND_PYTHON); "$$python" -m scripts.install requirements.lock

run: install ## start Relief with its demo world, until Ctrl-C
	@exec sh scripts/run.sh

test: ## run every check and test; ARGS="tests/incidents -k reject": only those, on SQLite
	@$(FIND_PYTHON); exec "$$python" -m scripts.test $(ARGS)

lint: ## run the static checks alone
	@$(FIND_PYTHON); exec "$$python" -m scripts.test --static

format: ## put code and imports into the project's form
	@$(FIND_PYTHON); "$$python" -m scripts.install $(LOCKS)
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format .

lock: ## bring the lock files in line with pyproject.toml (needs uv); ARGS=--upgrade: newest versions
	@sh scripts/lock.sh $(ARGS)
