package plugin

import (
	"github.com/prometheus/client_golang/prometheus"

	"logservice-jaeger-datasource/pkg/trace"
)

// gauges are what this process counts about itself. Grafana gives them out at
// /metrics/plugins/logservice-jaeger-datasource. docs/monitoring.md tells what each
// means; none has a label whose values people choose.
type gauges struct {
	questions *prometheus.CounterVec
	running   *prometheus.GaugeVec
	took      *prometheus.HistogramVec
	waited    *prometheus.HistogramVec
	requests  *prometheus.CounterVec
	retries   *prometheus.CounterVec
	rows      *prometheus.CounterVec
	bytes     *prometheus.CounterVec
	notices   *prometheus.CounterVec
}

// Labels of the gauges: the way in, the kind of question, how it ended, how grave.
const (
	labelAccess   = "access"
	labelQuestion = "question"
	labelOutcome  = "outcome"
	labelSeverity = "severity"
)

const gaugePrefix = "logservice_jaeger_"

// ownGauges are those of the process, in the registry that the SDK gives out.
var ownGauges = newGauges(prometheus.DefaultRegisterer)

func newGauges(registerer prometheus.Registerer) *gauges {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		vector := prometheus.NewCounterVec(prometheus.CounterOpts{Name: gaugePrefix + name, Help: help}, append([]string{labelAccess, labelQuestion}, labels...))
		registerer.MustRegister(vector)
		return vector
	}
	seconds := func(name, help string) *prometheus.HistogramVec {
		buckets := []float64{.005, .025, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
		vector := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: gaugePrefix + name, Help: help, Buckets: buckets}, []string{labelAccess, labelQuestion})
		registerer.MustRegister(vector)
		return vector
	}
	running := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: gaugePrefix + "questions_running", Help: "Questions to the store that are being answered now."}, []string{labelAccess, labelQuestion})
	registerer.MustRegister(running)
	return &gauges{
		running:   running,
		questions: counter("questions_total", "Questions to the store, by how they ended.", labelOutcome),
		took:      seconds("question_duration_seconds", "How long a question took, from first to last."),
		waited:    seconds("queue_wait_seconds", "How long the requests of a question waited for their turn, added up."),
		requests:  counter("requests_total", "Requests sent to the store, also those sent again."),
		retries:   counter("retries_total", "Requests sent again because the one before failed in a way that may pass."),
		rows:      counter("store_rows_total", "Rows that the store went through, as it says."),
		bytes:     counter("store_bytes_total", "Bytes that the store went through, as it says, or that it sent where it says nothing."),
		notices:   counter("notices_total", "Notices in answers: a warning says that something may be missing.", labelSeverity),
	}
}

// count adds one answered question.
func (g *gauges) count(access, question, outcome string, account trace.Account) {
	g.questions.WithLabelValues(access, question, outcome).Inc()
	cost := account.Cost
	g.took.WithLabelValues(access, question).Observe(cost.Elapsed.Seconds())
	g.waited.WithLabelValues(access, question).Observe(cost.Waited.Seconds())
	g.requests.WithLabelValues(access, question).Add(float64(cost.Requests))
	g.retries.WithLabelValues(access, question).Add(float64(cost.Retries))
	g.rows.WithLabelValues(access, question).Add(float64(cost.Rows))
	g.bytes.WithLabelValues(access, question).Add(float64(cost.Bytes))
	for _, notice := range account.Notices {
		g.notices.WithLabelValues(access, question, string(notice.Severity)).Inc()
	}
}
