# make run   set everything up and start the app
# make test  set everything up and run all checks and tests, those in a browser too

PYTHON ?= python3
BIN := .venv/bin
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable microsoft-edge

.PHONY: run test check browser clean

run: .venv/run.stamp
	$(BIN)/streamlit run app.py

test: check browser
	$(BIN)/python -m pytest

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Tests draw with the mouse in a real browser; where none is there and we may,
# Debian's Chromium is installed.
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if ! command -v apt-get >/dev/null; then \
		echo "No Chromium, Chrome or Edge found: browser tests will be skipped."; \
	elif [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk; \
	elif sudo -n true 2>/dev/null; then \
		sudo apt-get update -qq && sudo apt-get install -y -qq chromium fonts-noto-cjk; \
	else \
		echo "No browser found; install one, e.g. sudo apt-get install chromium"; \
	fi

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@ .venv/run.stamp

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

clean:
	rm -rf .venv
