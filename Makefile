# make run   set everything up and start the app
# make check set everything up; style, import contracts, types, and the tests that need
#            neither a browser nor TensorFlow
# make test  the same and all other tests
# make messages  bring the catalogues up to date after texts have changed

PYTHON ?= python3
BIN := .venv/bin
# Half of the time tests in a browser wait, so four share two processors; a file's
# tests stay together, since many of them share a server. The order of the files is that
# of tests/conftest.py: xdist's own leaves the longest tests to the end.
PYTEST := $(BIN)/python -m pytest -n 4 --dist loadscope --no-loadscope-reorder
BROWSERS := chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable microsoft-edge

.PHONY: run check test style messages browser postgresql nginx clean

run: .venv/run.stamp
	$(BIN)/python -m recognizer run

check: style
	$(PYTEST) -m "not browser and not training"

test: style browser postgresql nginx
	$(PYTEST)

style: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy

# A new language is a new folder there: mkdir recognizer/locale/de
LOCALES := recognizer/locale

messages: .venv/dev.stamp
	$(BIN)/pybabel -q extract -k N_ --no-location --sort-output -o .venv/messages.pot app.py recognizer
	for language in $$(ls $(LOCALES)); do \
		catalogue=$(LOCALES)/$$language/LC_MESSAGES/messages; \
		$(BIN)/pybabel -q update --init-missing -l $$language -N --no-wrap --ignore-obsolete --ignore-pot-creation-date -i .venv/messages.pot -o $$catalogue.po && \
		$(BIN)/python -c "$$COMPILE" $$catalogue $$language || exit 1; \
	done

# pybabel compile takes "15 % of" for a placeholder.
define COMPILE
import sys
from babel.messages import mofile, pofile
name, language = sys.argv[1:]
with open(f'{name}.po', 'rb') as texts, open(f'{name}.mo', 'wb') as compiled:
    mofile.write_mo(compiled, pofile.read_po(texts, locale=language))
endef
export COMPILE

# Tests draw with the mouse in a real browser, keep drawings on a real PostgreSQL server
# of their own and serve two processes behind a real nginx; what is not there is
# installed where we may, as Debian's package.
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	$(call install,chromium-headless-shell fonts-noto-cjk,browser tests)

postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	command -v initdb >/dev/null || \
	{ $(call install,postgresql,tests on PostgreSQL); }

nginx:
	@PATH=$$PATH:/usr/sbin; command -v nginx >/dev/null || \
	{ $(call install,nginx,tests behind nginx); }

define install
if ! command -v apt-get >/dev/null; then \
	echo "$(2) will be skipped: there is no apt-get to install $(1)"; \
elif [ "$$(id -u)" = 0 ]; then \
	apt-get update -qq && apt-get install -y -qq $(1); \
elif sudo -n true 2>/dev/null; then \
	sudo apt-get update -qq && sudo apt-get install -y -qq $(1); \
else \
	echo "$(2) will be skipped; for them, run sudo apt-get install $(1)"; \
fi
endef

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

.venv/dev.stamp: requirements.txt requirements-postgres.txt requirements-cluster.txt requirements-s3.txt requirements-sign-in.txt requirements-dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@ .venv/run.stamp

.venv/bin/python:
	@$(PYTHON) -c "$$CHECK"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

# Streamlit 1.67 needs Python 3.11; TensorFlow 2.21 knows none above 3.13.
define CHECK
import sys
if not (3, 11) <= sys.version_info < (3, 14):
    sys.exit('Python 3.11, 3.12 or 3.13 is needed and $(PYTHON) is %d.%d: '
             'make run PYTHON=python3.12' % sys.version_info[:2])
endef
export CHECK

clean:
	rm -rf .venv
