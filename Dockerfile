# The demo's images, for docker-compose.yml: everything is built in here, so that Docker is all one needs. Behind a
# mirror of the package registries, set GOPROXY or NPM_CONFIG_REGISTRY in the environment of `docker compose`.
ARG GRAFANA_VERSION=12.4.3

FROM node:22.23.1-bookworm-slim AS node
WORKDIR /project
ARG NPM_CONFIG_REGISTRY
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund

FROM node AS frontend
COPY rspack.config.ts tsconfig.json plugin.json CHANGELOG.md LICENSE ./
COPY src src
RUN npm run build

FROM golang:1.26.5-bookworm AS go
WORKDIR /project
ARG GOPROXY
COPY go.mod go.sum ./
RUN go mod download
COPY pkg pkg
COPY tests/emulator tests/emulator
ENV CGO_ENABLED=0
RUN go build -trimpath -ldflags '-s -w' -o dist/gpx_logservice_jaeger_linux_$(go env GOARCH) ./pkg \
  && go build -trimpath -ldflags '-s -w' -o emulator ./tests/emulator/cmd/emulator

FROM alpine:3.22 AS emulator
COPY --from=go /project/emulator /usr/local/bin/emulator
USER nobody
ENTRYPOINT ["emulator"]

FROM node AS traffic
COPY package.json tsconfig.json ./
COPY tests/samples tests/samples
USER node

FROM grafana/grafana:${GRAFANA_VERSION} AS grafana
COPY --from=frontend /project/dist /plugins/logservice-jaeger-datasource
COPY --from=go /project/dist /plugins/logservice-jaeger-datasource
COPY provisioning /etc/grafana/provisioning
