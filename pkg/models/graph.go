package models

import "fmt"

// GraphQuery asks which service calls which.
type GraphQuery struct {
	// Service keeps what is at most Hops calls away from it; empty keeps all.
	Service string
	// Hops is 1 to MaxHops with a service, and 0 without.
	Hops int
	// Quantile, above 0 and below 1, is the latency to show; zero for the average.
	Quantile float64
}

// How far a graph goes around a service.
const (
	DefaultHops = 1
	MaxHops     = 10
)

func (q queryJSON) graph() (GraphQuery, error) {
	graph := GraphQuery{Service: q.Service}
	if q.Service != "" {
		graph.Hops = DefaultHops
		if q.Hops != nil {
			graph.Hops = *q.Hops
		}
		if graph.Hops < 1 || graph.Hops > MaxHops {
			return GraphQuery{}, fmt.Errorf("hops is %d: enter a whole number from 1 to %d, for example %d", graph.Hops, MaxHops, DefaultHops)
		}
	}
	if q.Quantile == nil {
		return graph, nil
	}
	graph.Quantile = *q.Quantile
	if graph.Quantile <= 0 || graph.Quantile >= 1 {
		return GraphQuery{}, fmt.Errorf("quantile: %v is not between 0 and 1: enter for example 0.95, or leave it empty for the average", graph.Quantile)
	}
	return graph, nil
}
