# Each target does its own set-up and works on a fresh clone. Versions are
# pinned here, in go.mod, package-lock.json, tests/witness and tests/servers.
GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := .tools/golangci-lint-$(GOLANGCI_LINT_VERSION)

ACTIONLINT_VERSION := v1.7.12
ACTIONLINT := .tools/actionlint-$(ACTIONLINT_VERSION)

GOOS := $(shell go env GOOS)
GOARCH := $(shell go env GOARCH)
BACKEND := dist/gpx_logservice_jaeger_$(GOOS)_$(GOARCH)$(if $(filter windows,$(GOOS)),.exe)
# The systems that a package is for: tests/package/contents.ts holds it to them.
PLATFORMS := linux_amd64 linux_arm64 darwin_amd64 darwin_arm64 windows_amd64.exe windows_arm64.exe
VERSION := $(shell sed -n 's/^  "version": "\(.*\)",$$/\1/p' package.json)
LOKI_VERSION := $(shell awk '$$1 == "github.com/grafana/loki/v3" { print $$2 }' tests/servers/loki/go.mod)
LOKI := .cache/loki/$(LOKI_VERSION)/loki
JAEGER_VERSION := $(shell awk '$$1 == "github.com/jaegertracing/jaeger" { print $$2 }' tests/servers/jaeger/go.mod)
JAEGER := .cache/jaeger/$(JAEGER_VERSION)/jaeger
VICTORIA_METRICS_VERSION := $(shell awk '$$1 == "github.com/VictoriaMetrics/VictoriaMetrics" { print $$2 }' tests/servers/victoriametrics/go.mod)
VICTORIA_METRICS := .cache/victoriametrics/$(VICTORIA_METRICS_VERSION)/victoria-metrics
GO_SOURCES := $(shell find pkg -name '*.go' -not -name '*_test.go') go.mod go.sum

.PHONY: build backend frontend test test-go test-js test-witness test-servers smoke bench lint clean

build: frontend backend

backend: $(BACKEND)

# The plugin SDK tells Grafana the version by what is written into the binary. The state of the repository is left out,
# so that the same sources give the same bytes.
BUILD_INFO := {"pluginID":"logservice-jaeger-datasource","version":"$(VERSION)"}
dist/gpx_logservice_jaeger_%: $(GO_SOURCES) package.json
	CGO_ENABLED=0 GOOS=$(word 1,$(subst _, ,$*)) GOARCH=$(word 2,$(subst _, ,$(basename $*))) go build -trimpath -buildvcs=false \
		-ldflags '-s -w -X github.com/grafana/grafana-plugin-sdk-go/build/buildinfo.buildInfoJSON=$(BUILD_INFO)' -o $@ ./pkg

frontend: node_modules/.package-lock.json
	npm run build

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# The quick tests: Go and Node only.
test: test-js test-go
	@echo "Left out: Jaeger itself, of which recorded answers stood in, and Loki (make test-servers);"
	@echo "a Presto engine and official clients of Log Service (make test-witness)."

test-go:
	go test ./...

test-js: node_modules/.package-lock.json
	npm run typecheck
	npm test

# The tests of src/ once more, on the packages of the newest Grafana, with React 19: as long as the tests of src/ take.
COMPAT := .cache/compat-13.2
.PHONY: test-compat
test-compat: node_modules/.package-lock.json $(COMPAT)/node_modules/.package-lock.json
	npx jest -c tests/compat/jest.config.js

$(COMPAT)/node_modules/.package-lock.json: tests/compat/13.2/package-lock.json tests/compat/13.2/package.json
	mkdir -p $(COMPAT)
	cp $^ $(COMPAT)
	cd $(COMPAT) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Whether what src/ uses of Grafana's API is there, and the same, in the oldest and in the newest release.
LEVITATE := .cache/levitate
.PHONY: compat-api
compat-api: node_modules/.package-lock.json $(LEVITATE)/node_modules/.package-lock.json
	node --import tsx tests/compat/api.ts

$(LEVITATE)/node_modules/.package-lock.json: tests/compat/levitate/package-lock.json tests/compat/levitate/package.json
	mkdir -p $(LEVITATE)
	cp $^ $(LEVITATE)
	cd $(LEVITATE) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# What official clients and a Presto engine say of the emulator and of our SQL:
# Python 3 and Java 17 with Maven besides.
test-witness: node_modules/.package-lock.json
	bash tests/witness/run.sh

# Hostile texts in every field of every query, judged by Presto's lexer and parser and by the documented grammar of the
# search language: 100,000 take about half an hour of two cores, ATTACK_TEXTS=10000 for less. It tells after each 10,000 how
# many have passed. Java 17 with Maven besides.
.PHONY: attack
attack: export ATTACK_TEXTS ?= 100000
attack:
	bash tests/witness/run.sh attack

# Real servers beside the plugin, built once: Loki takes about ten minutes on two
# cores, Jaeger and its store of metrics about eight.
test-servers: node_modules/.package-lock.json $(BACKEND) $(LOKI) $(JAEGER) $(VICTORIA_METRICS)
	LOKI_BINARY=$(CURDIR)/$(LOKI) JAEGER_BINARY=$(CURDIR)/$(JAEGER) VICTORIA_METRICS_BINARY=$(CURDIR)/$(VICTORIA_METRICS) PLUGIN_BINARY=$(CURDIR)/$(BACKEND) go test -tags servers -count=1 -timeout 5m ./tests/servers/...

# Writes down what Jaeger answers, for the tests of pkg/jaeger.
.PHONY: record-jaeger
record-jaeger: node_modules/.package-lock.json $(JAEGER) $(VICTORIA_METRICS)
	JAEGER_BINARY=$(CURDIR)/$(JAEGER) VICTORIA_METRICS_BINARY=$(CURDIR)/$(VICTORIA_METRICS) go test -tags servers -count=1 -timeout 5m ./tests/servers/answers -record

$(LOKI): tests/servers/loki/go.mod tests/servers/loki/go.sum
	@echo "Building Loki $(LOKI_VERSION), which takes some minutes the first time…"
	cd tests/servers/loki && CGO_ENABLED=0 nice -n 10 go build -trimpath -ldflags '-s -w' -o $(CURDIR)/$@ github.com/grafana/loki/v3/cmd/loki

$(JAEGER): tests/servers/jaeger/go.mod tests/servers/jaeger/go.sum
	@echo "Building Jaeger $(JAEGER_VERSION), which takes some minutes the first time…"
	cd tests/servers/jaeger && CGO_ENABLED=0 nice -n 10 go build -trimpath -ldflags '-s -w' -o $(CURDIR)/$@ github.com/jaegertracing/jaeger/cmd/jaeger

$(VICTORIA_METRICS): tests/servers/victoriametrics/go.mod tests/servers/victoriametrics/go.sum
	@echo "Building VictoriaMetrics $(VICTORIA_METRICS_VERSION), which takes a minute the first time…"
	cd tests/servers/victoriametrics && CGO_ENABLED=0 nice -n 10 go build -trimpath -ldflags '-s -w' -o $(CURDIR)/$@ github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics

# The plugin's own process on both samples.
smoke: node_modules/.package-lock.json $(BACKEND)
	go run ./tests/smoke --backend $(BACKEND)

# The plugin at work in a Grafana, until it is stopped: see tests/demo/demo.ts.
# Without exec, a signal to make would end the shell and leave the demo behind.
.PHONY: demo
demo: node_modules/.package-lock.json
	@LOKI_BINARY=$(LOKI) JAEGER_BINARY=$(JAEGER) exec node --import tsx tests/demo/demo.ts

# The package for Grafana's catalogue or a folder of plugins, in package/: all systems, checked, with checksums. Building
# for all of them takes some minutes the first time. Dates are those of the last commit: see
# https://reproducible-builds.org/specs/source-date-epoch/
.PHONY: package sign
package sign: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)
package: frontend $(PLATFORMS:%=dist/gpx_logservice_jaeger_%)
	node --import tsx tests/package/make.ts

# Signs what make package left in dist/, and packs it again.
sign: node_modules/.package-lock.json
	node --import tsx tests/package/sign.ts
	node --import tsx tests/package/make.ts

# Grafana's plugin validator on what make package left, with the sources beside it: docs/catalogue.md goes through its
# rules. It comes as an image only, with all the scanners that it calls, and asks Grafana's servers.
.PHONY: validate
validate:
	@command -v docker >/dev/null || { echo "The plugin validator comes as a Docker image: install Docker, or let continuous integration run it."; exit 1; }
	docker run --rm -v $(CURDIR)/package:/package:ro -v $(CURDIR):/source:ro grafana/plugin-validator-cli \
		-config /source/tests/package/validator.yaml -sourceCodeUri file:///source /package/logservice-jaeger-datasource-$(VERSION).zip

# The journeys of tests/e2e in the Grafana at GRAFANA_URL.
.PHONY: e2e
e2e: node_modules/.package-lock.json
	npm run -s e2e

bench: frontend $(BACKEND)
	go run ./tests/bench -backend $(BACKEND) -dist dist $(BENCH_FLAGS)

# Ten minutes of mixed load on servers that misbehave, for whether memory, goroutines and
# open files stay level: SOAK_FLAGS="-for 3m" for less.
.PHONY: soak
soak: $(BACKEND)
	go run ./tests/soak -backend $(BACKEND) $(SOAK_FLAGS)

# Looks for inputs that crash a reader, or that it reads wrongly, ten minutes for each fuzz target of pkg/: FUZZTIME=1m for
# less, FUZZJOBS=5 for five targets at a time.
.PHONY: fuzz
fuzz:
	bash tests/fuzz/run.sh

lint: $(GOLANGCI_LINT) $(ACTIONLINT) node_modules/.package-lock.json
	$(GOLANGCI_LINT) run ./...
	$(ACTIONLINT) -shellcheck= -pyflakes= .github/workflows/*.yml
	npm run lint
	npm run format:check

$(GOLANGCI_LINT):
	GOBIN=$(CURDIR)/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv .tools/golangci-lint $@

$(ACTIONLINT):
	GOBIN=$(CURDIR)/.tools go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT_VERSION)
	mv .tools/actionlint $@

clean:
	rm -rf dist
