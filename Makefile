# What people type. `make test` is what continuous integration runs, no more and no less.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: build demo quick test bench formatted lint notice compose go-test corpus clean

# Debian puts mosquitto where an ordinary user's PATH does not look.
export PATH := $(PATH):/usr/sbin:/sbin

# The race detector alone needs C. Everything else is compiled in one way, that of the program, so that a new machine
# compiles each package once with the race detector (.ci/go-test) and once without.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(filter-out -trimpath,$(shell go env GOFLAGS)) -trimpath)

# The program: one static file.
build:
	go build -ldflags '-s -w' -o bordercast .

demo:
	go run . demo

# Before each commit: style, and all tests without the race detector but those that start, flood and kill whole gateways.
# What has not changed since the last run is not run again.
quick: formatted
	go vet ./...
	go test -short -vet=off $$(go list ./... | grep -v -e /gateway/trouble$$ -e /gateway/trial$$)

# Everything: tools, style, licences, the compose file, all tests with the race detector, the real messages. What needs
# no tools goes on while they are installed (by plain make, so that make -n installs nothing), and the program is built
# once for all who run it.
test:
	@.ci/tools & tools=$$!; \
	make --no-print-directory build lint notice || failed=$$?; \
	wait $$tools; exit $${failed:-0}
	BORDERCAST_BINARY=$(CURDIR)/bordercast $(MAKE) --no-print-directory compose go-test corpus

formatted:
	@unformatted=$$(gofmt -l .); if [[ -n $$unformatted ]]; then echo "not formatted, run gofmt -w: $$unformatted"; exit 1; fi

# deadcode starts from every program and every test, so what only tests call counts as used. The tools are those that
# go.mod names; the first run on a machine builds them and looks at every dependency: some three minutes, later 30 s.
lint: formatted
	go vet ./...
	go tool staticcheck ./...
	@unused=$$(go tool deadcode -test ./...); if [[ -n $$unused ]]; then echo "nothing calls this, delete it:"; echo "$$unused"; exit 1; fi
	@echo "lint: formatted; vet, staticcheck and deadcode have nothing to say"

# NOTICE names every module that the program is linked with, and no other.
notice:
	@linked=$$(go list -deps -f '{{with .Module}}{{.Path}}{{end}}' . | sort -u | grep -vx bordercast); \
	named=$$(grep -oE '^  (github\.com|go\.uber\.org|golang\.org|google\.golang\.org|modernc\.org|zombiezen\.com)/[^ ]+' NOTICE | tr -d ' ' | sort -u); \
	diff <(echo "$$linked") <(echo "$$named") || { echo "NOTICE and the linked modules differ: < linked, > named"; exit 1; }; \
	echo "notice: $$(wc -l <<<"$$linked") linked modules, all named"

# docker-compose reads the file the way Debian's version understands it; no container is started.
compose:
	.ci/compose

go-test:
	.ci/go-test

corpus:
	.ci/corpus

# One run of about nine minutes, on an otherwise idle machine; docs/performance.md says how to read it. It never fails
# on a figure. BENCH has its flags: make bench BENCH='-alerts 20000 -only through'.
BENCH ?=
bench: build
	go run ./gateway/bench -program ./bordercast $(BENCH)

clean:
	rm -f bordercast
