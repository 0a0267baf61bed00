package jaeger

type tagCache struct{}
