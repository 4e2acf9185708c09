.DEFAULT_GOAL := help
.PHONY: help setup run test test-newer trust audit check format messages lock vendor cldr-names backup restore screenshots move-to-postgres drill-move drill-outages drill-mail drill-mailbox drill-audit drill-import bench

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with the pinned packages, compile the translations
	@scripts/setup.sh

run: ## Start web server, worker and scheduler (PORT=8000, DEMO=0 for your own organisation, DATA_DIR=var)
	@scripts/run.sh

test: ## Run every check, and every test on SQLite and PostgreSQL (ARGS="-k birthday" reaches pytest)
	@scripts/test.sh

test-newer: ## Run the tests on SQLite with a newer Python, where one is found (NEWER_PYTHON=python3.13)
	@scripts/test_newer.sh

trust: ## Run the tests of security and privacy at full size, on both engines (ARGS="-k canary")
	@scripts/trust.sh

audit: ## Ask whether a locked package has a known hole (ends with 3 where that cannot be asked)
	@scripts/setup.sh dev
	@.venv/bin/python -m tools.audit

check: ## Run the checks alone: style, types, templates, import order, migrations, translations, sizes
	@scripts/setup.sh dev
	@scripts/check.sh

format: ## Put Python files into shape
	@scripts/setup.sh dev
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

messages: ## Collect new words to translate into locale/ (needs gettext)
	@scripts/setup.sh dev
	@.venv/bin/python -m tools.collect_messages

lock: ## Compile requirements*.in into the pinned, hashed requirements*.txt
	@scripts/setup.sh
	@scripts/lock.sh

vendor: ## Fetch libraries and data of tools/vendor.json, rebuild icons and name patterns (needs npm)
	@scripts/setup.sh
	@.venv/bin/python -m tools.vendor

cldr-names: ## Compare names with CLDR's published tests, by locale (DIR=folder of personNameTest ARGS="--misses 9")
	@scripts/setup.sh dev
	@DEBUG=0 DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/python -m tools.cldr_names "$(DIR)" $(ARGS)

backup: ## Save database and uploads into DATA_DIR/backups
	@scripts/setup.sh
	@.venv/bin/python scripts/backup.py

restore: ## Put a backup back: make restore FILE=var/backups/....tar.gz
	@scripts/setup.sh
	@.venv/bin/python scripts/restore.py "$(FILE)"

move-to-postgres: ## Move the embedded database into an empty PostgreSQL: make move-to-postgres TO=postgres://....
	@scripts/setup.sh
	@.venv/bin/python scripts/move_to_postgres.py

drill-move: ## Fill an embedded database, move it to PostgreSQL and compare from outside (CONTACTS=200)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/drills/move.py

drill-mail: ## Kill senders and empty the broker while mails leave, and count what arrived (MAILS=1000 KILLS=20)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/drills/mail.py

drill-mailbox: ## Kill the job that reads a mailbox at random points, and count the timelines (MAILS=1000 KILLS=50)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/drills/mailbox.py

drill-audit: ## Fill the audit trail, ask who saw what, seal, verify, and steal one entry (ENTRIES=1000000)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/drills/audit.py

drill-import: ## Import a million rows in little memory, and 10,000 random people out and in (ROWS=1000000 DATABASE=)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/drills/imports.py --rows $(or $(ROWS),1000000) $(if $(DATABASE),--database $(DATABASE))

drill-light: ## Compare the good-time-to-call light with a slow calculation, every hour of two years in 40 countries
	@scripts/setup.sh dev
	@.venv/bin/python scripts/drills/light.py

zone-tables: ## Extract the cities and area codes that zones are proposed from (needs the package index)
	@scripts/zone_tables.sh

drill-outages: ## Stop Redis, mail server, worker and PostgreSQL in turn; tell what pages answer (SECONDS=30)
	@scripts/setup.sh dev
	@.venv/bin/python -m scripts.drills.outages --seconds $(or $(SECONDS),30)

bench: ## Measure pages and jobs beside hand-written SQL on PostgreSQL (CONTACTS=100000 INTERACTIONS= DATABASE=)
	@scripts/setup.sh dev
	@.venv/bin/python -m bench --contacts $(or $(CONTACTS),100000) \
		$(if $(INTERACTIONS),--interactions $(INTERACTIONS)) $(if $(DATABASE),--database $(DATABASE)) $(ARGS)

screenshots: ## Take the pictures of docs/screenshots (needs Chromium and Noto fonts, also fonts-noto-cjk)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/screenshots.py
