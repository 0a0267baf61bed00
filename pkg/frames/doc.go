// Package frames turns the domain of package trace into Grafana's data frames.
// It is pure: what comes out depends on nothing but what goes in.
package frames
