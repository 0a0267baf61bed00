package sls

import (
	"fmt"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// defaultPatience is how long a request waits for its place if nothing is said.
const defaultPatience = time.Minute

// BusyError says that a request was given up before it was sent, since none of the
// places in the queue got free for it in time.
type BusyError struct {
	unanswered
	// Kind says which places these are, and Places how many there are.
	Kind   RequestKind
	Places int
	// Waited is how long the request waited for one.
	Waited time.Duration
}

// Error implements error.
func (e *BusyError) Error() string {
	request, setting := "search request", "Searches at a time"
	if e.Kind == SQL {
		request, setting = "SQL statement", "SQL statements at a time"
	}
	return fmt.Sprintf("Log Service was not asked, because too much is being asked already: this data source may have %s in flight, and this query waited %s for its turn. "+
		"Wait until other panels have loaded, shorten their time ranges, or, if the project's quota allows more, raise %q in the data source's settings.",
		trace.Counted(e.Places, request), trace.Roughly(e.Waited), setting)
}

// Throttled says that it may be asked again in a moment.
func (e *BusyError) Throttled() bool { return true }
