# What you need to know is `make help`. Everything heavier is in scripts/.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# A clone owned by somebody else (a container, a CI runner) has no readable
# version stamp; tests do not need one.
export GOFLAGS += -buildvcs=false

# Flags for every `go test` here; .ci/run passes -v.
TESTFLAGS ?=

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: test
test: needs lint vet generated tests ## everything that must be green before a commit (about ten minutes)

.PHONY: long
long: ## what takes longer: many cases, fuzzing, kills (about fifteen minutes; LONG_SECONDS=60 for a taste)
	TESTFLAGS='$(TESTFLAGS)' scripts/long

.PHONY: bench
bench: ## the figures we have goals for, beside what this machine can do (about ten minutes)
	go run ./scripts/bench

.PHONY: build
build: ## the binary, ./magbot
	CGO_ENABLED=0 go build -trimpath -o magbot ./cmd/magbot

.PHONY: fmt
fmt: linter ## format the code
	.tools/golangci-lint fmt

.PHONY: fix
fix: linter ## format, and mend what the linter can mend by itself
	.tools/golangci-lint run --fix

.PHONY: generate
generate: ## write generated files anew
	scripts/generate

.PHONY: clean
clean: ## remove what is built or installed here (never data)
	rm -rf .tools magbot

# Where random draws of properties begin, for rapid and for scripts/long.
export RAPID_SEED ?= $(shell scripts/seed)

# The steps of make test, each usable alone.

.PHONY: needs
needs: ## install what the tests need, where that is allowed
	scripts/needs

.PHONY: linter
linter:
	scripts/linter

.PHONY: lint
lint: linter ## golangci-lint with the import rules and gofumpt
	.tools/golangci-lint config verify
	.tools/golangci-lint run

.PHONY: vet
vet:
	go vet ./...
	go vet -tags=long ./...

.PHONY: generated
generated: ## fail when a generated file is stale
	scripts/generate --check

# What has threads runs under the race detector, the rest in make long
# (scripts/raced). A program with it waits a second before it ends, for what other
# threads may still report.
.PHONY: tests
tests: ## unit and property tests, fuzz seeds, whole-program scripts, the browser
	GORACE=$${GORACE:-atexit_sleep_ms=20} go test -race -timeout=30m $(TESTFLAGS) $$(scripts/raced)
	go test -timeout=30m $(TESTFLAGS) $$(scripts/raced --others)
