# The front door: `make run`, and what keeps the house in order.

PY = .venv/bin/python

.PHONY: run test check bench pictures soak lock environment

run: ## Start everything; Ctrl-C stops it
	@scripts/environment requirements.lock
	@.venv/bin/tocsin serve

environment:
	@scripts/environment requirements-dev.lock

test: environment ## All tests but the long ones; ARGS="-k word" narrows them
	@scripts/test $(ARGS)

check: environment ## Style, types, who imports whom, migrations, locks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy --strict src tests
	.venv/bin/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=tocsin.settings $(PY) -W ignore -m django makemigrations --check --dry-run
	$(PY) -m pytest tests/front_door/test_locks.py

bench: environment ## The figures, with the machine and the method
	@.venv/bin/tocsin bench $(ARGS)

pictures: environment ## docs/pictures, taken from the sample organisation
	$(PY) -m tests.browser.pictures

soak: environment ## Long runs: killed processes, wall-clock stories
	$(PY) -m pytest -m soak $(ARGS)

lock: environment ## Pin anew what pyproject.toml asks for
	$(PY) -m uv pip compile pyproject.toml $(LOCKED) -o requirements.lock
	$(PY) -m uv pip compile pyproject.toml $(LOCKED) --extra dev -o requirements-dev.lock

LOCKED = --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
