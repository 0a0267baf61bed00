package jaeger

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Jaeger's own summaries
// (https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v3/query_service.proto,
// FindTraceSummaries), which cost a small part of the traces themselves. They are asked
// for only if Jaeger can be asked for all of the conditions on spans, since nothing of
// the spans is left to hold them against.

// mostSummaries bounds how many summaries are asked for of a service, to compare them.
const mostSummaries = 1500

// findSummaries asks one or all services. full is as in gathering.run.
func (r *Reader) findSummaries(ctx context.Context, taken *ledger, query trace.SearchQuery) (found []trace.Summary, full bool, err error) {
	services, err := r.asked(ctx, taken, query.Service)
	if err != nil {
		return nil, false, err
	}
	limit := query.Limit
	if !query.TraceDuration.IsZero() || !isNewest(query.Sort) {
		limit = max(limit, mostSummaries)
	}
	answers := make([][]trace.Summary, len(services))
	err = each(ctx, taken, r.config.MaxRequests, services, func(ctx context.Context, own *ledger, i int, service string) (err error) {
		answers[i], err = r.summaries(ctx, own, question{service, push(query.Filter), query.Range, limit})
		return err
	})
	if err != nil {
		return nil, false, err
	}
	byID := map[trace.TraceID]trace.Summary{}
	for _, summaries := range answers {
		full = full || len(summaries) >= limit
		for _, summary := range summaries {
			byID[summary.ID] = summary
		}
	}
	for _, summary := range byID {
		found = append(found, summary)
	}
	found = choose(found, query)
	if query.WantsMatching() {
		return found, full, r.readMatching(ctx, taken, query, found)
	}
	return found, full, r.nameRoots(ctx, taken, query.Range, found)
}

// mostNested bounds how many traces of a list are read for the spans that match.
const mostNested = 100

// readMatching reads traces as a whole, since a summary doesn't tell which spans match.
// Traces of which nothing can be read stay as the summary tells.
func (r *Reader) readMatching(ctx context.Context, taken *ledger, query trace.SearchQuery, found []trace.Summary) error {
	nested, beyond := found[:min(len(found), mostNested)], found[min(len(found), mostNested):]
	failed := make([]bool, len(nested))
	err := each(ctx, taken, r.config.MaxRequests, nested, func(ctx context.Context, own *ledger, i int, summary trace.Summary) error {
		whole, err := r.fetch(ctx, own, summary.ID, query.Range.Near(r.config.Now()), false)
		if err != nil || len(whole.spans) == 0 {
			failed[i] = true
			return ctx.Err()
		}
		read := sumUp(whole.spans, query)
		if summary.RootService == "" && summary.RootOperation == "" {
			nested[i] = read
			return nil
		}
		nested[i].Matching, nested[i].Matched = read.Matching, read.Matched
		return nil
	})
	if err != nil {
		return err
	}
	lacking := 0
	for _, is := range failed {
		if is {
			lacking++
		}
	}
	if lacking > 0 {
		taken.notice(trace.Warning, "The matching spans of %s aren't shown: reading them again as a whole failed.", ofTraces(lacking))
	}
	if len(beyond) > 0 {
		taken.notice(trace.Info, "The matching spans are shown for the first %d traces only, since each of them has to be read as a whole. Lower the limit, or list spans, to see those of the others.", mostNested)
	}
	return r.nameRoots(ctx, taken, query.Range, beyond)
}

// nameRoots reads traces whose root isn't there, since Jaeger's summary then doesn't
// say where they begin.
func (r *Reader) nameRoots(ctx context.Context, taken *ledger, between trace.Range, found []trace.Summary) error {
	return each(ctx, taken, r.config.MaxRequests, found, func(ctx context.Context, own *ledger, i int, summary trace.Summary) error {
		if summary.RootService != "" || summary.RootOperation != "" {
			return nil
		}
		whole, err := r.fetch(ctx, own, summary.ID, between.Near(r.config.Now()), false)
		if err == nil && len(whole.spans) > 0 {
			repaired, _ := trace.Repair(whole.spans)
			found[i] = trace.Summarize(repaired)
		}
		return err
	})
}

func (r *Reader) summaries(ctx context.Context, taken *ledger, q question) (found []trace.Summary, err error) {
	bad := 0
	err = r.client.get(ctx, taken, "api/v3/trace-summaries", q.valuesV3(generations{v3: true, summaries: true}), func(body io.Reader) error {
		return readSummaries(body, func(summary trace.Summary) {
			if summary.ID.IsZero() {
				bad++
				return
			}
			found = append(found, summary)
		})
	})
	if bad > 0 {
		taken.notice(trace.Warning, "Left out of the list: %s whose ID can't be read.", trace.Counted(bad, "trace"))
	}
	var refused *Error
	if errors.As(err, &refused) && refused.NotExist() && !refused.foreign {
		return nil, nil // that is how /api/v3 says that nothing was found
	}
	return found, err
}

// summaryV3 is TraceSummary.
type summaryV3 struct {
	TraceID           string `json:"traceId"`
	RootServiceName   string `json:"rootServiceName"`
	RootOperationName string `json:"rootOperationName"`
	// Start and End are nanoseconds, as text or as a number.
	Start      json.RawMessage `json:"minStartTimeUnixNano"`
	End        json.RawMessage `json:"maxEndTimeUnixNano"`
	Spans      int             `json:"spanCount"`
	ErrorSpans int             `json:"errorSpanCount"`
	Services   []struct {
		Name string `json:"name"`
	} `json:"services"`
}

// readSummaries reads one or several documents of FindTraceSummariesResponse. A summary
// without an ID is given, too.
func readSummaries(body io.Reader, take func(trace.Summary)) error {
	type chunk struct {
		Summaries []summaryV3 `json:"summaries"`
	}
	documents := json.NewDecoder(body)
	for {
		var document struct {
			chunk
			Result *chunk          `json:"result"`
			Error  json.RawMessage `json:"error"`
		}
		err := documents.Decode(&document)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if failed := (&Error{Status: 200}); failed.readWords([]byte(`{"error":` + string(document.Error) + `}`)) {
			return failed
		}
		if document.Result != nil {
			document.Summaries = append(document.Summaries, document.Result.Summaries...)
		}
		for _, summary := range document.Summaries {
			take(summary.summary())
		}
	}
}

func (s summaryV3) summary() trace.Summary {
	id, _ := readTraceID(s.TraceID) // zero if it can't be read
	summary := trace.Summary{ID: id, RootService: s.RootServiceName, RootOperation: s.RootOperationName, Spans: s.Spans, Errors: s.ErrorSpans}
	start, _ := readWhole(strings.Trim(string(s.Start), `"`))
	end, _ := readWhole(strings.Trim(string(s.End), `"`))
	summary.Start = nanoTime(start)
	summary.Duration = max(time.Duration(end-start), 0)
	for _, service := range s.Services {
		summary.Services = append(summary.Services, service.Name)
	}
	summary.Services = sorted(summary.Services)
	return summary
}
