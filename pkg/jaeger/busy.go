package jaeger

import (
	"context"
	"fmt"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// defaultWait is how long a request waits for its place if nothing is said.
const defaultWait = time.Minute

// BusyError says that a request was given up before it was sent, since too many others
// were in flight all the while.
type BusyError struct {
	// Places is how many may be in flight.
	Places int
	// Waited is how long the request waited to be one of them.
	Waited time.Duration
}

// Error implements error.
func (e *BusyError) Error() string {
	return fmt.Sprintf("Jaeger was not asked, because too much is being asked already: this data source may have %s in flight, and this query waited %s for its turn. "+
		"Wait until other panels have loaded, shorten their time ranges, or, if Jaeger can take more, raise %q in the data source's settings.",
		trace.Counted(e.Places, "request"), trace.Roughly(e.Waited), "Requests at a time")
}

// Denied says that the service asks for other credentials.
func (*BusyError) Denied() bool { return false }

// Throttled says that it may be asked again in a moment.
func (*BusyError) Throttled() bool { return true }

// NotExist says that what was asked for isn't there.
func (*BusyError) NotExist() bool { return false }

// BadQuery says that the service could not make sense of the query.
func (*BusyError) BadQuery() bool { return false }

// place waits for a place among the requests in flight, and gives what frees it.
func (c *client) place(ctx context.Context) (release func(), err error) {
	if ctx.Err() != nil {
		return nil, &unreachable{host: c.base.Host, cause: ctx.Err()}
	}
	patience := time.NewTimer(c.patience)
	defer patience.Stop()
	select {
	case <-ctx.Done():
		return nil, &unreachable{host: c.base.Host, cause: ctx.Err()}
	case <-patience.C:
		return nil, &BusyError{Places: cap(c.places), Waited: c.patience}
	case c.places <- struct{}{}:
		return func() { <-c.places }, nil
	}
}
