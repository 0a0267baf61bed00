package plugin

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/jaeger"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// upload answers a query for an uploaded file: with one of its traces as traceByID does,
// or with the list of all as search does. One that stands alone needs no choosing.
func (d *Datasource) upload(ctx context.Context, query models.Query, _ question) (data.Frames, error) {
	began := time.Now()
	asked := *query.Upload
	kept, err := d.findUpload(asked.Upload)
	if err != nil {
		return nil, err
	}
	file, err := d.decodeUpload(ctx, kept.content)
	if err != nil {
		return nil, err
	}
	of := d.ofUpload(asked.Upload)
	account := trace.Account{Notices: slices.Clip(file.Notices)}
	var answered data.Frames
	if asked.TraceID == "" && len(file.Traces) > 1 {
		answered = data.Frames{of.uploadList(file, asked.View, &account)}
	} else if answered, err = of.uploadedTrace(file, asked, &account); err != nil {
		return nil, err
	}
	account.Cost = trace.Cost{Bytes: int64(len(kept.content)), Elapsed: time.Since(began)}
	frames.Annotate(answered[0], account)
	return answered, nil
}

// ofUpload is the data source with links that stay within an uploaded file.
func (d *Datasource) ofUpload(upload string) *Datasource {
	of := *d
	of.link.Upload = upload
	return &of
}

func (d *Datasource) findUpload(upload string) (uploadedFile, error) {
	file, ok := d.files.get(upload)
	if !ok {
		return uploadedFile{}, &goneError{"The uploaded file isn't here any more: choose it again in the query editor. A file is kept in memory for an hour after its last use, and given up earlier when Grafana restarts or newer files need the room; another server of the same Grafana doesn't have it."}
	}
	return file, nil
}

func (d *Datasource) decodeUpload(ctx context.Context, content []byte) (jaeger.File, error) {
	end, err := d.files.begin(ctx)
	if err != nil {
		return jaeger.File{}, err
	}
	defer end()
	file, err := jaeger.DecodeFile(content)
	if err != nil {
		return jaeger.File{}, &requestError{err}
	}
	return file, nil
}

// uploadList lists the traces of a file, the newest first and no more than a search may.
func (d *Datasource) uploadList(file jaeger.File, view models.View, account *trace.Account) *data.Frame {
	var summaries []trace.Summary
	for _, found := range file.Traces[:min(len(file.Traces), models.MaxLimit)] {
		repaired, _ := trace.Repair(found.Spans) // the trace itself tells
		summaries = append(summaries, trace.Summarize(repaired))
	}
	if all := len(file.Traces); all > models.MaxLimit {
		account.Notices = append(account.Notices, trace.Notice{Severity: trace.Warning, Text: fmt.Sprintf(
			"The file holds %d traces; the newest %d are listed. Any other can be asked for by its ID.", all, models.MaxLimit)})
	}
	link := d.link
	if view != models.ViewTrace {
		link.View = string(view)
	}
	return frames.Search(summaries, nil, link)
}

// uploadedTrace shows one trace of a file, in the view that is asked for.
func (d *Datasource) uploadedTrace(file jaeger.File, asked models.UploadQuery, account *trace.Account) (data.Frames, error) {
	found := file.Traces[0]
	if asked.TraceID != "" {
		id, err := trace.ParseTraceID(asked.TraceID)
		if err != nil {
			return nil, &requestError{err}
		}
		at := slices.IndexFunc(file.Traces, func(t jaeger.FileTrace) bool { return t.Spans[0].TraceID == id })
		if at < 0 {
			return nil, &goneError{fmt.Sprintf("Trace %s isn't in the uploaded file: leave the trace ID empty to see what is.", id)}
		}
		found = file.Traces[at]
	}
	below, err := parseBelow(asked.SpanID)
	if err != nil {
		return nil, err
	}
	spans, repairs := trace.Repair(found.Spans)
	whole := trace.TraceResult{Spans: spans, Account: trace.Account{Notices: slices.Concat(account.Notices, found.Notices, repairs)}}
	if err := narrow(&whole, below); err != nil {
		return nil, err
	}
	answered, notices := views[asked.View](d, whole.Spans)
	account.Notices = slices.Concat(whole.Notices, notices)
	return answered, nil
}
