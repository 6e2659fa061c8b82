# ngograph's commands. `make help` lists them; `make test` is the whole gate.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Flags for `go test`, such as TESTFLAGS=-count=1, and the packages that `make go-test` tests.
TESTFLAGS ?=
PACKAGES ?= ./...

# Flags for the benchmark, such as BENCHFLAGS='--only growth'.
BENCHFLAGS ?=

# A folder with an extract of CORDIS, for the benchmark to measure real data, too.
CORDIS ?=

BUILD := .build
GOLANGCI := $(BUILD)/bin/golangci-lint
GOTESTSUM := $(BUILD)/bin/gotestsum
NODE_MODULES := node_modules/.package-lock.json

# The page is built into the program where there is a Node.js to build it with; without it / says so.
WEB_BUILT := $(if $(shell command -v npm),$(BUILD)/web)
WEB_FILES = $(shell git ls-files web)

GENERATED = find . \( -name node_modules -o -name $(BUILD) \) -prune -o -type f \
	\( -name '*.generated.go' -o -name '*.resolvers.go' \) -print0 | sort -z | xargs -0r cksum

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- the program

.PHONY: run
run: build ## build and serve on 127.0.0.1:8080
	bin/ngograph serve --addr 127.0.0.1:8080

.PHONY: build
build: $(WEB_BUILT) ## build bin/ngograph
	@tools/need go
	go build -o bin/ngograph ./server

$(BUILD)/web: $(WEB_FILES) schema.graphqls $(wildcard examples/*.graphql)
	@tools/need node npm
	cd web && npm ci --no-audit --no-fund && npm run build
	@mkdir -p $(@D) && touch $@

.PHONY: generate
generate: ## run the code generators
	go generate ./...

.PHONY: fmt
fmt: $(GOLANGCI) ## format the Go code
	$(GOLANGCI) fmt

.PHONY: clean
clean: ## remove what was built; fetched packages stay in the user's cache
	rm -rf bin $(BUILD) node_modules web/node_modules web/dist/page

# ---- the gate, from the quickest step to the slowest

.PHONY: test
test: ## the whole gate: what CI runs
	@tools/need go gcc node npm neo4j chromium
	@$(MAKE) --no-print-directory check-generated
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory audit
	@$(MAKE) --no-print-directory web-test
	@$(MAKE) --no-print-directory go-test

.PHONY: check-generated
check-generated: ## regenerate and fail if anything changed
	@mkdir -p $(BUILD)
	@$(GENERATED) > $(BUILD)/generated.before
	go generate ./...
	@$(GENERATED) > $(BUILD)/generated.after
	@diff $(BUILD)/generated.before $(BUILD)/generated.after > $(BUILD)/generated.diff || { \
		echo 'generated files were out of date; they are regenerated now, so review and commit them:' >&2; \
		awk '/^[<>]/ { print "  " $$NF }' $(BUILD)/generated.diff | sort -u >&2; exit 1; }

.PHONY: lint
lint: lint-schema lint-go ## go vet, golangci-lint, gofumpt, tidiness of go.mod, the schema linter

.PHONY: lint-go
lint-go: $(GOLANGCI) $(WEB_BUILT)
	@go mod tidy -diff || { echo 'go.mod is not tidy: run `go mod tidy`' >&2; exit 1; }
	go vet ./...
	$(GOLANGCI) run

.PHONY: lint-schema
lint-schema: $(NODE_MODULES)
	npm run --silent lint:schema

.PHONY: audit
audit: build $(NODE_MODULES) ## audit a server against the GraphQL over HTTP specification
	@rm -f $(BUILD)/audit.db* && mkdir -p $(BUILD)
	node tools/audit.mjs -- bin/ngograph serve --addr 127.0.0.1:0 --store sqlite:$(BUILD)/audit.db

.PHONY: web-test
web-test: build ## the page and the playground in a real Chromium, against the real server
	@tools/need node npm chromium
	cd web && npm test && CHROMIUM=$$(command -v chromium chromium-browser google-chrome | head -n 1) npx playwright test

.PHONY: screenshots
screenshots: build ## a picture of each view for docs/explorer.md, not part of the gate
	@tools/need node npm chromium
	cd web && CHROMIUM=$$(command -v chromium chromium-browser google-chrome | head -n 1) npx playwright test -c shots

.PHONY: go-test
go-test: $(GOTESTSUM) $(WEB_BUILT) ## the Go tests, with one Neo4j for all of them
	@tools/need gcc neo4j
	go build -o $(BUILD)/bin/neo4jtest ./internal/neo4j/neo4jtest/cmd
	@tools/gotest $(BUILD)/test.json $(BUILD)/bin/neo4jtest -- $(GOTESTSUM) --format standard-quiet \
		--jsonfile $(BUILD)/test.json -- -race -timeout 15m $(TESTFLAGS) $(PACKAGES)

# ---- the benchmark

.PHONY: bench
bench: ## measure side by side with what people would use instead, and write bench/RESULTS.md (about half an hour)
	@tools/need go node npm neo4j python3 sqlite3
	go run ./bench $(if $(CORDIS),--cordis $(CORDIS)) $(BENCHFLAGS)

.PHONY: bench-quick
bench-quick: ## the same on smaller networks in about five minutes, to .build/bench/quick.md
	@tools/need go node npm neo4j python3 sqlite3
	go run ./bench --quick $(BENCHFLAGS)

# ---- tools, pinned by tools/go.mod and package-lock.json

$(GOLANGCI) $(GOTESTSUM) &: tools/go.mod tools/go.sum
	@tools/need go
	@echo 'building the tools of tools/go.mod (the first time takes about two minutes)'
	@mkdir -p $(BUILD)/bin
	cd tools && go build -o ../$(BUILD)/bin/ tool
	@touch $(GOLANGCI) $(GOTESTSUM)

$(NODE_MODULES): package.json package-lock.json
	@tools/need node npm
	npm ci --no-audit --no-fund
	@touch $@
