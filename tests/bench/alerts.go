package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// latencyAlert is the query of a rule on the latency of each service.
const latencyAlert = `{"queryType":"metrics","measure":"quantiles","quantiles":[0.99],"over":"serverSpans","groupBy":["service"],"instant":true}`

const services = 20

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
	ratios := make([]float64, len(few))
	for i := range few {
		ratios[i] = many[i] / few[i]
	}
	return []figure{{"alert_requests", "requests", requests}, {"alert_bytes_1000000_over_10000", "ratio", ratios}}, nil
}

// alert asks once to have the index read, and then some times to count.
func alert(ctx context.Context, binary string, spans int) (bytes, requests []float64, err error) {
	sample, err := samples.Load("emojivoto")
	if err != nil {
		return nil, nil, err
	}
	sample.Rows = manySpans(spans)
	s, err := newStore(sample, sample.Logstores[0].Name)
	if err != nil {
		return nil, nil, err
	}
	defer s.close()
	err = within(binary, func(plugin *process.Plugin) error {
		if err := s.ask(ctx, plugin, latencyAlert, services); err != nil {
			return err
		}
		for range 3 {
			asked, err := s.asked(ctx, plugin, latencyAlert, services)
			if err != nil {
				return err
			}
			got := 0
			for _, request := range asked {
				if request.Kind == emulator.KindSQL {
					got += request.AnswerBytes
				}
			}
			bytes, requests = append(bytes, float64(got)), append(requests, float64(len(asked)))
		}
		return nil
	})
	return bytes, requests, err
}

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
