// Package plugin answers Grafana: queries, health checks and resource calls. It is
// the only room that knows Grafana's handlers. It parses what comes in with models,
// asks a trace.Reader, and gives back what frames makes of the answers; which
// store the reader reads is known to instance.go alone.
package plugin
