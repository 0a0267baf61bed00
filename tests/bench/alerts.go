package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// latencyAlert is the query of a rule on the latency of each service.
const latencyAlert = `{"queryType":"metrics","measure":"quantiles","quantiles":[0.99],"over":"serverSpans","groupBy":["service"],"instant":true}`

// alerts counts what a latency alert asks and gets of Log Service, over few spans and
// over a hundred times as many.
func alerts(ctx context.Context, binary string) ([]figure, error) {
	few, requests, err := alert(ctx, binary, 10_000)
	if err != nil {
		return nil, err
	}
	many, _, err := alert(ctx, binary, 1_000_000)
	if err != nil {
		return nil, err
	}
	return []figure{
		whole("alert_requests", requests, "requests"),
		{"alert_bytes_1000000_over_10000", strconv.FormatFloat(float64(many)/float64(few), 'f', 3, 64), "ratio"},
	}, nil
}

// alert asks once to have the index read, and then counts.
func alert(ctx context.Context, binary string, spans int) (bytes, requests int64, err error) {
	sample, err := samples.Load("emojivoto")
	if err != nil {
		return 0, 0, err
	}
	sample.Rows = manySpans(spans)
	s, err := newStand(binary, sample, sample.Logstores[0].Name)
	if err != nil {
		return 0, 0, err
	}
	defer s.close()
	for range 2 {
		rows, asked, err := s.ask(ctx, latencyAlert)
		if err == nil && rows != services {
			err = fmt.Errorf("an alert on %d services got %d figures", services, rows)
		}
		if err != nil {
			return 0, 0, err
		}
		bytes, requests = 0, 0
		for _, request := range asked {
			requests++
			if request.Kind == emulator.KindSQL {
				bytes += int64(request.AnswerBytes)
			}
		}
	}
	return bytes, requests, nil
}

const services = 20

// manySpans are server spans of some services, spread over an hour.
func manySpans(count int) []samples.Row {
	rows := make([]samples.Row, count)
	for i := range rows {
		start := samples.Base.Add(-time.Duration(i) * time.Hour / time.Duration(count))
		duration := 1000 + (i*7919)%90_000
		rows[i] = samples.Row{Logstore: "emojivoto-traces", Time: start.Unix(), Contents: [][2]string{
			{"traceID", fmt.Sprintf("%032x", i+1)}, {"spanID", fmt.Sprintf("%016x", i+1)}, {"parentSpanID", ""},
			{"service", fmt.Sprintf("service-%d", i%services)}, {"name", "GET /"}, {"kind", "server"}, {"statusCode", "UNSET"},
			{"start", strconv.FormatInt(start.UnixMicro(), 10)}, {"end", strconv.FormatInt(start.UnixMicro()+int64(duration), 10)}, {"duration", strconv.Itoa(duration)},
			{"attribute", "{}"}, {"resource", "{}"},
		}}
	}
	return rows
}
