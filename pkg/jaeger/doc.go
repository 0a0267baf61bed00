// Package jaeger reads traces through the HTTP API of Jaeger's query service, that of
// aliyun-log-jaeger and of Jaeger itself, in both its generations: /api and /api/v3.
// It answers trace.Reader.
package jaeger
