# `make help` lists what can be made. Everything runs inside .venv, which the first call builds.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.reader-ready
DEV := $(VENV)/.dev-ready
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.DEFAULT_GOAL := help
.PHONY: help site editions serve test lint format voila lab bench clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(READY): requirements.txt scripts/setup_venv.sh
	@sh scripts/setup_venv.sh "$(PYTHON)" "$(VENV)" requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(READY)
	@sh scripts/setup_venv.sh "$(PYTHON)" "$(VENV)" requirements-dev.txt
	@touch $@

site: $(READY) ## build the handbook into _build/html
	@$(BIN)/python -m scripts.build_site

editions: $(DEV) site ## make the print edition, the PDF and the EPUB beside the site, where the site changed
	@$(BIN)/python -m scripts.find_browser 2>/dev/null || true
	@$(BIN)/python -m editions

serve: site ## build the handbook and serve it at http://localhost:8000 (PORT=... for another port)
	@$(BIN)/python -m scripts.serve_site --port $(PORT)

voila: site ## serve the instruments from live kernels, for a room or a group (VOILA="--port 8867 ..." for options)
	@$(BIN)/python -m apps.serve $(VOILA)

lab: $(READY) ## open the handbook's notebooks in JupyterLab
	@$(BIN)/jupyter lab

lint: $(DEV)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/deno fmt --quiet --check && $(BIN)/deno lint --quiet && $(BIN)/deno check --quiet widgets/frontend theme apps

test: lint editions ## check and test everything, in a real browser too
	@$(BIN)/python -m scripts.find_browser
	@$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder

format: $(DEV) ## put Python, JavaScript and CSS into their standard form
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format . && $(BIN)/deno fmt

bench: $(DEV) site ## measure the handbook beside its stock equivalent
	@$(BIN)/python -m benchmarks.run

clean: ## remove what was built, not the environment
	@rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis
