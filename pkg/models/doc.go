// Package models holds what a person configures and asks: the settings of a data
// source and its queries, as Grafana stores them in JSON. It parses, fills in
// defaults and validates, and imports nothing of ours. src/types.ts is its twin;
// tests/contract keeps the two from drifting apart.
package models
