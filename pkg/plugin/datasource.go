package plugin

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// Datasource is one configured data source. It may be used from many goroutines
// at once.
type Datasource struct {
	backend.CallResourceHandler

	reader trace.Reader
	// link leads from a search to the traces that it found.
	link frames.Link
	// nodeGraph says whether a trace comes with its node graph.
	nodeGraph bool
	// spanLinks and profiles are links that each span of a trace gets.
	spanLinks []frames.SpanLink
	profiles  frames.ProfilesLink
	// hidden takes secrets out of what is told of errors.
	hidden hidden
	// maxSpans is how many spans the view of a trace gets at the most.
	maxSpans int
	// files are those that people uploaded to this data source.
	files shelf
	// now tells the time.
	now func() time.Time
	// release gives up what the reader holds.
	release func()
}

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// New makes a data source that reads from a reader. Release is called once, when
// Grafana drops the data source; it may be nil.
func New(reader trace.Reader, link frames.Link, release func()) *Datasource {
	d := &Datasource{reader: reader, link: link, maxSpans: models.DefaultMaxSpans, now: time.Now, release: release}
	d.files = newUploads().shelf(owner{uid: link.DatasourceUID})
	d.CallResourceHandler = d.resources()
	return d
}

// Dispose implements instancemgmt.InstanceDisposer. Grafana calls it when the
// settings changed and a new instance took over.
func (d *Datasource) Dispose() {
	if d.release != nil {
		d.release()
	}
}

// defaultRange is how far back a request without a time range looks.
const defaultRange = time.Hour

// between completes a time range: without an end it ends now, without a begin it
// begins an hour before its end. Grafana sends 1970 where there is none.
func (d *Datasource) between(from, to time.Time) (trace.Range, error) {
	if to.UnixMilli() <= 0 {
		to = d.now()
	}
	if from.UnixMilli() <= 0 {
		from = to.Add(-defaultRange)
	}
	if !from.Before(to) {
		return trace.Range{}, refuse("the time range ends (%s) before it begins (%s): choose another one, for example the last hour",
			to.UTC().Format(time.RFC3339), from.UTC().Format(time.RFC3339))
	}
	return trace.Range{From: from, To: to}, nil
}
