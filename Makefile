# The commands of the project. `make run` and `make test` are enough.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
.PHONY: help setup run test check format bench train

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## both environments, and uv itself when it is missing
	@deploy/setup.sh

run: ## everything to a serving system; Ctrl-C stops all
	@deploy/setup.sh
	@exec .venv/bin/nuanban run

test: ## all tests
	@deploy/setup.sh tests
	@$(PYTHON) -m pytest $(ARGS)

check: ## lint, format, types, and which way imports point
	@deploy/setup.sh
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/nuanban service check

format: ## put the code into shape
	@deploy/setup.sh
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

bench: ## how fast a turn is, beside plain Rasa; ARGS=voice, ARGS=pages for the others
	@deploy/setup.sh
	@$(PYTHON) -m tests.bench $(ARGS)

train: ## the model, if what it is made from has changed
	@deploy/setup.sh
	@exec .venv/bin/nuanban train
