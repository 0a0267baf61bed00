//go:build servers

package servers

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/jaeger"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/behaviour"
	"logservice-jaeger-datasource/tests/samples"
)

// TestBehaviour holds the reader of a query service to what every reader must do, on
// real Jaegers: one that keeps traces as they came, and one that keeps them in
// Jaeger's first model.
func TestBehaviour(t *testing.T) {
	for about, badger := range map[string]bool{"memory": false, "badger": true} {
		for _, sample := range behaviour.Samples {
			t.Run(about+"/"+sample.Sample, func(t *testing.T) {
				options := JaegerOptions{Binary: os.Getenv("JAEGER_BINARY"), Root: root, BasePath: "/jaeger", Badger: badger}
				pair, err := StartPair(t.Context(), options, Traffic{Samples: []string{sample.Sample}, Now: samples.Base})
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, pair.Stop()) })
				between := trace.Range{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}
				reader, err := jaeger.NewReader(jaeger.Config{
					URL: pair.Jaeger.URL, HTTP: &http.Client{}, Lookback: 7 * 24 * time.Hour, MaxRequests: 10, Now: func() time.Time { return between.To },
				})
				require.NoError(t, err)
				stored, err := samples.Load(sample.Sample)
				require.NoError(t, err)
				subject := behaviour.Subject{Reader: reader, Range: between, Tag: sample.Tag, Tagged: sample.Tagged, Samples: true}
				require.NoError(t, json.Unmarshal(stored.Facts, &subject.Facts))
				if badger {
					// The model's API gives the status as it was written.
					subject.StatusByAPI = true
					failByHTTP(t, &subject.Facts, sample.Sample)
				}
				behaviour.Run(t, subject)
			})
		}
	}
}

// failByHTTP changes what failed. Where Jaeger stores spans in its first model, it
// makes an error of an answer of 500 or more when it reads them, whatever their status
// was (getStatusCodeFromHTTPStatusAttr in the collector's translator from Jaeger's
// model). In emojivoto the proxies' spans have such an answer and no status.
func failByHTTP(t *testing.T, facts *samples.Facts, sample string) {
	t.Helper()
	if sample != "emojivoto" {
		return
	}
	for i := range facts.List {
		if facts.List[i].Errors > 0 {
			facts.List[i].Errors += 2
		}
	}
	facts.Failed.Errors += 2
	for i, edge := range facts.Edges {
		if edge.Parent == "vote-bot" && edge.Child == "linkerd-proxy" {
			facts.Edges[i].Failed += 4
		}
	}
}
