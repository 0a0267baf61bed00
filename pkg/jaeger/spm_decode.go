package jaeger

import (
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
)

// spmAnswer is a MetricFamily of OpenMetrics in protobuf's JSON:
// https://github.com/jaegertracing/jaeger/blob/main/internal/proto/metrics/openmetrics.proto
type spmAnswer struct {
	Metrics []spmMetric `json:"metrics"`
}

type spmMetric struct {
	Labels []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"labels"`
	Points []spmPoint `json:"metricPoints"`
}

type spmPoint struct {
	Timestamp time.Time `json:"timestamp"`
	Gauge     struct {
		Double spmNumber `json:"doubleValue"`
	} `json:"gaugeValue"`
}

// spmNumber is a number, or the text NaN, Infinity or -Infinity, as protobuf's JSON
// has it: https://protobuf.dev/programming-guides/json/
type spmNumber float64

// UnmarshalJSON implements json.Unmarshaler.
func (n *spmNumber) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	value, err := strconv.ParseFloat(text, 64)
	*n = spmNumber(value)
	return err
}

func (a *spmAnswer) read(body io.Reader) error { return json.NewDecoder(body).Decode(a) }

// otherFiguresError says that an answer isn't about the windows asked for.
type otherFiguresError struct{}

// Error implements error.
func (otherFiguresError) Error() string {
	return "Jaeger's span metrics tell figures of other times than those asked for"
}

// family sorts an answer by series and bucket. Elasticsearch, OpenSearch and
// ClickHouse, from which Jaeger can make span metrics as well, name a bucket by its
// begin, and the first two don't tell services apart and give no rate over one step.
func (a *spmAnswer) family(asked spmRequest) (spmFamily, error) {
	family := spmFamily{}
	for _, metric := range a.Metrics {
		series, err := metric.series()
		if err != nil {
			return nil, err
		}
		if !slices.Contains(asked.services, series.service) {
			continue // the dot in a name found it
		}
		family[series] = map[int]float64{}
		for _, point := range metric.Points {
			bucket, ok := asked.window.bucketAt(point.Timestamp)
			if !ok {
				return nil, otherFiguresError{}
			}
			if value := float64(point.Gauge.Double); !math.IsNaN(value) && !math.IsInf(value, 0) {
				family[series][bucket] = value
			}
		}
	}
	return family, nil
}

func (m spmMetric) series() (spmSeries, error) {
	var series spmSeries
	services := 0
	for _, label := range m.Labels {
		switch label.Name {
		case "service_name":
			series.service = label.Value
			services++
		case "operation":
			series.operation = label.Value
		}
	}
	if services != 1 {
		return series, otherFiguresError{}
	}
	return series, nil
}
