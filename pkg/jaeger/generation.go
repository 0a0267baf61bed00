package jaeger

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// generations are the parts of Jaeger's HTTP API that a service has
// (https://www.jaegertracing.io/docs/latest/architecture/apis/). Those before 1.25 have
// v1 only, those until 2.20 both, and later ones have lost v1's search and names.
type generations struct {
	// v1 is /api/services, /api/traces and so on.
	v1 bool
	// v3 is /api/v3.
	v3 bool
	// summaries is /api/v3/trace-summaries, of Jaeger 2.19 and later. The same
	// release began to filter by tags in /api/v3 and to name parameters in camel case.
	summaries bool
	// gateway says that v3 is the first, generated one, of Jaeger 1.25 to 1.54. Its
	// spans have lost more than those of v1.
	gateway bool
}

// usesV3 says whether v3 gives the truer spans.
func (g generations) usesV3() bool { return g.v3 && (!g.gateway || !g.v1) }

// knownGenerations are what was found, to be found again from then on; the zero time
// means that nothing is known.
type knownGenerations struct {
	found generations
	until time.Time
}

const (
	// generationAge is how long a service is taken not to have changed.
	generationAge = 10 * time.Minute
	// doubtAge is the same if a part could not be told from a fault.
	doubtAge = time.Minute
)

// served finds out what the service has, once for a while. Who does so keeps the others
// waiting, so that many queries at start ask once.
func (r *Reader) served(ctx context.Context, taken *ledger) (generations, error) {
	var known knownGenerations
	select {
	case <-ctx.Done():
		return generations{}, &unreachable{host: r.client.base.Host, cause: ctx.Err()}
	case known = <-r.known:
	}
	defer func() { r.known <- known }()
	if r.config.Now().Before(known.until) {
		return known.found, nil
	}
	found, doubt, err := r.probe(ctx, taken)
	if err != nil {
		known = knownGenerations{}
		return generations{}, err
	}
	age := generationAge
	if doubt {
		age = doubtAge
	}
	known = knownGenerations{found, r.config.Now().Add(age)}
	return found, nil
}

// forget has the generations found again by the next query, unless somebody has done so
// since.
func (r *Reader) forget(ctx context.Context, stale generations) {
	select {
	case <-ctx.Done():
	case known := <-r.known:
		if known.found == stale {
			known = knownGenerations{}
		}
		r.known <- known
	}
}

// ask answers a question in a way that depends on what the service has. If a path isn't
// there any more, it looks once whether the service has changed.
func (r *Reader) ask(ctx context.Context, taken *ledger, answer func(generations) error) error {
	has, err := r.served(ctx, taken)
	if err != nil {
		return err
	}
	err = answer(has)
	var refused *Error
	if !errors.As(err, &refused) || !refused.missing() || ctx.Err() != nil {
		return err
	}
	r.forget(ctx, has)
	now, probeErr := r.served(ctx, taken)
	if probeErr != nil {
		return probeErr
	}
	if now == has {
		return err
	}
	return answer(now)
}

// probe asks for what every service has, the names of services. doubt says that a part
// failed in a way that may pass.
func (r *Reader) probe(ctx context.Context, taken *ledger) (found generations, doubt bool, err error) {
	why := map[string]*Error{}
	for _, path := range []string{servicesV3, servicesV1} {
		_, err := r.serviceNames(ctx, taken, path)
		var refused *Error
		switch {
		case err == nil:
			found.v1, found.v3 = found.v1 || path == servicesV1, found.v3 || path == servicesV3
		case !errors.As(err, &refused) || refused.Denied() || refused.Throttled():
			return generations{}, false, err
		default:
			why[path] = refused
			doubt = doubt || !refused.missing() && refused.Status != http.StatusOK
		}
	}
	if !found.v1 && !found.v3 {
		return found, false, telling(why[servicesV1], why[servicesV3])
	}
	if found.v3 {
		found.summaries, found.gateway, err = r.probeSummaries(ctx, taken)
	}
	return found, doubt, err
}

// telling is the one of two errors that says more.
func telling(v1, v3 *Error) error {
	if v1.foreign && !v3.foreign {
		return v3
	}
	return v1
}

// probeSummaries asks for summaries without saying of what, which a service that has
// them refuses in its own words. The generated gateway answers in its words, those of
// gRPC, for all that it hasn't.
func (r *Reader) probeSummaries(ctx context.Context, taken *ledger) (summaries, gateway bool, err error) {
	err = r.client.get(ctx, taken, "api/v3/trace-summaries", url.Values{}, func(io.Reader) error { return nil })
	var refused *Error
	switch {
	case err == nil:
		return true, false, nil
	case !errors.As(err, &refused):
		return false, false, err
	}
	return refused.Status == http.StatusBadRequest && !refused.foreign, refused.gateway, nil
}

// The paths of the names of services.
const (
	servicesV1 = "api/services"
	servicesV3 = "api/v3/services"
)

// serviceNames reads the names of services, from either generation.
func (r *Reader) serviceNames(ctx context.Context, taken *ledger, path string) ([]string, error) {
	var answer struct {
		Data     *[]string `json:"data"`
		Total    *int      `json:"total"`
		Services []string  `json:"services"`
	}
	err := r.client.get(ctx, taken, path, url.Values{}, func(body io.Reader) error {
		if err := json.NewDecoder(body).Decode(&answer); err != nil {
			return err
		}
		// Of v1 there is at least the number; of v3 an empty list may be left out.
		if path == servicesV1 && answer.Data == nil && answer.Total == nil {
			return &Error{Status: http.StatusOK, Message: "it lists no services, as Jaeger's would", foreign: true}
		}
		return nil
	})
	if answer.Data != nil {
		return *answer.Data, err
	}
	return answer.Services, err
}
