# Every target sets up what it needs first; see CONTRIBUTING.md.
COMPANYOS := node tools/bootstrap.mjs

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this help
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: start
start: ## Build what changed and run the portal on http://localhost:7007
	@$(COMPANYOS) start

.PHONY: dev
dev: ## The portal with hot reload on http://localhost:3000
	@$(COMPANYOS) dev

.PHONY: doctor
doctor: ## Say what this machine is missing and how to get it
	@$(COMPANYOS) doctor

.PHONY: test
test: ## All suites: lint, types, unit and integration, policies, docs, reference service, browser
	@$(COMPANYOS) test

.PHONY: test-unit
test-unit: ## Unit tests, without a database
	@$(COMPANYOS) test unit

.PHONY: test-integration
test-integration: ## Unit and integration tests on a real PostgreSQL, and the policies' tests
	@$(COMPANYOS) test unit integration rego

.PHONY: test-e2e
test-e2e: ## Browser tests in Chromium against a portal of their own
	@$(COMPANYOS) test e2e

.PHONY: soak
soak: ## What takes long: kill tests, load, memory
	@$(COMPANYOS) soak

.PHONY: bench
bench: ## Speed, each figure beside its baseline in one run
	@$(COMPANYOS) bench

.PHONY: lint
lint: ## Lint, formatting and types
	@$(COMPANYOS) test lint types

.PHONY: fix
fix: ## Repair what lint and formatting can repair
	@$(COMPANYOS) fix

.PHONY: clean
clean: ## Remove build output and the portal's local state (database, repositories, keys)
	@$(COMPANYOS) clean --state

.PHONY: hooks
hooks: ## Check staged files before each commit (optional)
	@git config core.hooksPath tools/hooks && echo "Staged files are now checked before each commit."
