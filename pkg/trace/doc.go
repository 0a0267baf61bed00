// Package trace is the domain: spans, traces, search results, and the contract
// that a store of spans keeps. It imports the standard library only, so that it
// names no wire format, no store and nothing of Grafana.
package trace
