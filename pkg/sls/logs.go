package sls

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/go-faster/jx"
)

// LogsRequest asks for rows: records found by a search, or the result of SQL.
type LogsRequest struct {
	// Logstore is where to look.
	Logstore string
	// Query is a search, or a search and SQL with a bar between them.
	Query string
	// From and To bound the time of the records, From inclusive, To exclusive.
	// The service takes whole seconds: From is rounded down, To up.
	From, To time.Time
	// Offset and Lines page through records, 100 lines at most at a time. Both
	// must be zero with SQL, which has its own LIMIT.
	Offset, Lines int
	// Reverse gives the newest records first.
	Reverse bool
	// DedicatedSQL runs SQL on dedicated resources, which cost by CPU time:
	// https://www.alibabacloud.com/help/en/sls/user-guide/high-performance-and-exact-query-and-analysis-of-dedicated-sql
	DedicatedSQL bool
}

// logsBody is the request on the wire:
// https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-getlogsv2
type logsBody struct {
	From     int64  `json:"from"`
	To       int64  `json:"to"`
	Topic    string `json:"topic"`
	Query    string `json:"query"`
	Line     int    `json:"line,omitempty"`
	Offset   int    `json:"offset,omitempty"`
	Reverse  bool   `json:"reverse"`
	PowerSQL bool   `json:"powerSql"`
}

// readBufferSize is how much of an answer that isn't in memory is read at once.
const readBufferSize = 64 << 10

// maxBeginning is how much of an answer is kept for errors: more than they show,
// so that a secret at the end of that is seen as a whole.
const maxBeginning = 4 * excerptLength

// errEmptyRange is for a stretch of time that no record can be in.
var errEmptyRange = errors.New("the time range is empty: its end must be after its beginning")

// wholeSeconds are the bounds of a stretch of time as the service takes them.
func wholeSeconds(from, to time.Time) (begin, end int64, err error) {
	begin, end = from.Unix(), to.Unix()
	if to.Nanosecond() > 0 {
		end++
	}
	if !from.Before(to) || begin >= end {
		return 0, 0, errEmptyRange
	}
	return begin, end, nil
}

// Logs hands out the rows of an answer one by one, as they are decoded. The
// slice may be used again for the next row; its strings may be kept. An error of
// each ends the reading and comes back as it is. What the service said about the
// answer comes back as far as it was read, also with an error. Nothing is asked
// a second time once a row has been handed out.
func (c *Client) Logs(ctx context.Context, request LogsRequest, each func(Row) error) (LogsMeta, error) {
	return c.logs(ctx, request, false, each)
}

// passingLogs is Logs for rows whose values are kept no longer than each runs, see
// scanRows.
func (c *Client) passingLogs(ctx context.Context, request LogsRequest, each func(Row) error) (LogsMeta, error) {
	return c.logs(ctx, request, true, each)
}

func (c *Client) logs(ctx context.Context, request LogsRequest, passing bool, each func(Row) error) (LogsMeta, error) {
	asked, err := request.encode()
	if err != nil {
		return LogsMeta{}, err
	}
	response, redact, err := c.send(ctx, asked)
	if err != nil {
		return LogsMeta{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := openBody(response)
	if err != nil {
		return LogsMeta{}, unreadable(ctx, response, redact, nil, err)
	}
	defer func() { _ = body.Close() }()
	if memory, ok := body.(*memoryBody); ok {
		return scanBody(ctx, response, redact, memory, passing, each)
	}
	return readRows(ctx, response, redact, body, each)
}

func (r LogsRequest) encode() (apiRequest, error) {
	path, err := logstorePath(r.Logstore)
	if err != nil {
		return apiRequest{}, err
	}
	from, to, err := wholeSeconds(r.From, r.To)
	if err != nil {
		return apiRequest{}, err
	}
	body, err := json.Marshal(logsBody{
		From: from, To: to, Query: r.Query, Line: r.Lines, Offset: r.Offset, Reverse: r.Reverse, PowerSQL: r.DedicatedSQL,
	})
	return apiRequest{method: http.MethodPost, path: path + "/logs", body: body, compressed: true}, err
}

// scanBody reads rows from an answer in memory.
func scanBody(ctx context.Context, response *http.Response, redact redaction, body *memoryBody, passing bool, each func(Row) error) (LogsMeta, error) {
	var rejected error
	meta, err := scanRows(body.raw, passing, func(row Row) error {
		rejected = each(row)
		return rejected
	})
	if err != nil && rejected == nil {
		err = unreadable(ctx, response, redact, body.raw[:min(len(body.raw), maxBeginning)], err)
	}
	return meta, err
}

func readRows(ctx context.Context, response *http.Response, redact redaction, body io.Reader, each func(Row) error) (LogsMeta, error) {
	var rejected error
	begin := &beginning{reader: body}
	meta, err := decodeRows(jx.Decode(begin, readBufferSize), func(row Row) error {
		rejected = each(row)
		return rejected
	})
	if rejected != nil {
		return meta, rejected
	}
	if err == nil {
		// To the end, so that a checksum there is checked and the connection is
		// free for the next request.
		_, err = io.Copy(io.Discard, begin)
	}
	if err != nil {
		return meta, unreadable(ctx, response, redact, begin.text, err)
	}
	return meta, nil
}

// beginning remembers the first bytes that were read, for errors.
type beginning struct {
	reader io.Reader
	text   []byte
}

// Read implements io.Reader.
func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.reader.Read(p)
	if missing := maxBeginning - len(b.text); missing > 0 {
		b.text = append(b.text, p[:min(n, missing)]...)
	}
	return n, err
}
