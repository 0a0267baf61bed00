// Package sls reads spans from Alibaba Cloud Log Service (SLS): client.go talks
// to the service, statement*.go make the text of queries, decode*.go turn rows
// into spans, and reader.go answers trace.Reader's questions with the three. It
// knows nothing of Grafana.
package sls
