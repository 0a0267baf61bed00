package emulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	progressComplete   = "Complete"
	progressIncomplete = "Incomplete"
)

// logsResult is an answered query before it takes the form of either API.
type logsResult struct {
	rows        []map[string]string
	progress    string
	keys        []string
	columnTypes []string
	scanned     int64
	bytes       int64
	elapsed     time.Duration
	query       *queryRequest
	accurate    bool
}

// runQuery answers a search or SQL.
func runQuery(c *call) (*logsResult, error) {
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	started := time.Now()
	var result *logsResult
	if c.query.hasSQL {
		result, err = runSQL(c, store)
	} else {
		result, err = runSearch(c, store)
	}
	if err != nil {
		return nil, err
	}
	result.elapsed = time.Since(started)
	result.query = c.query
	result.progress = progressComplete
	if c.incomplete {
		result.progress = progressIncomplete
		result.rows = result.rows[:len(result.rows)/2]
	}
	return result, nil
}

func runSearch(c *call, store *logstore) (*logsResult, error) {
	options := c.server.options
	var found *selection
	var err error
	if options.ShuffleWithinMinute {
		found, err = store.shuffledRows(c.query, options.Seed, c.server.orders.Add(1))
	} else {
		found, err = store.searchRows(c.query, options)
	}
	if err != nil {
		return nil, err
	}
	start := min(int(c.query.Offset), len(found.rows))
	end := min(start+c.query.page(), len(found.rows))
	result := &logsResult{rows: []map[string]string{}, scanned: found.scanned, bytes: found.scannedBytes, accurate: c.query.Accurate}
	for _, r := range found.rows[start:end] {
		result.rows = append(result.rows, r.shown())
	}
	return result, nil
}

// shown is a record as search answers it: all its fields, whole.
func (r *row) shown() map[string]string {
	fields := make(map[string]string, len(r.fields)+2)
	for name, value := range r.fields {
		fields[name] = value
	}
	fields[fieldTime] = strconv.FormatInt(r.time, 10)
	if r.timeNs != "" {
		fields["__time_ns_part__"] = r.timeNs
	}
	return fields
}

// getLogsObject answers the POST form: {"meta": …, "data": […]}.
func getLogsObject(c *call) (*reply, error) {
	result, err := runQuery(c)
	if err != nil {
		return nil, err
	}
	answer, err := jsonReply(map[string]any{"meta": result.meta(), "data": result.rows})
	if err != nil {
		return nil, err
	}
	return answer, answer.compressFor(c.request.Header.Get("Accept-Encoding"))
}

func (r *logsResult) meta() map[string]any {
	return map[string]any{
		"progress":           r.progress,
		"count":              len(r.rows),
		"hasSQL":             r.query.hasSQL,
		"isAccurate":         r.accurate,
		"processedRows":      r.scanned,
		"processedBytes":     r.bytes,
		"elapsedMillisecond": r.elapsed.Milliseconds(),
		"cpuSec":             r.elapsed.Seconds(),
		"cpuCores":           1,
		"limited":            r.limited(),
		"mode":               0,
		"scanBytes":          0,
		"powerSql":           r.query.PowerSQL,
		"insertedSQL":        "",
		"aggQuery":           r.query.sql,
		"whereQuery":         r.query.search,
		"keys":               nonNil(r.keys),
		"columnTypes":        nonNil(r.columnTypes),
		"terms":              []any{},
		"marker":             "",
		"shard":              0,
		"phraseQueryInfo":    map[string]any{},
		"highlights":         nil,
		"telementryType":     "None",
	}
}

func (r *logsResult) limited() int {
	if r.query.hasSQL {
		return defaultSQLRows
	}
	return 0
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// getLogsArray answers the GET form: an array, with everything else in
// headers.
func getLogsArray(c *call) (*reply, error) {
	result, err := runQuery(c)
	if err != nil {
		return nil, err
	}
	answer, err := jsonReply(result.rows)
	if err != nil {
		return nil, err
	}
	return answer, result.describe(answer.header)
}

func (r *logsResult) describe(header http.Header) error {
	info, err := json.Marshal(map[string]any{
		"keys":            nonNil(r.keys),
		"columnTypes":     nonNil(r.columnTypes),
		"terms":           [][]string{},
		"limited":         strconv.Itoa(r.limited()),
		"mode":            0,
		"shard":           0,
		"scanBytes":       0,
		"isAccurate":      zeroOrOne(r.accurate),
		"phraseQueryInfo": map[string]string{},
	})
	if err != nil {
		return err
	}
	for name, value := range map[string]string{
		"x-log-progress":            r.progress,
		"x-log-count":               strconv.Itoa(len(r.rows)),
		"x-log-has-sql":             strconv.FormatBool(r.query.hasSQL),
		"x-log-agg-query":           r.query.sql,
		"x-log-where-query":         r.query.search,
		"x-log-processed-rows":      strconv.FormatInt(r.scanned, 10),
		"x-log-processed-bytes":     strconv.FormatInt(r.bytes, 10),
		"x-log-elapsed-millisecond": strconv.FormatInt(r.elapsed.Milliseconds(), 10),
		"x-log-cpu-sec":             strconv.FormatFloat(r.elapsed.Seconds(), 'f', 3, 64),
		"x-log-cpu-cores":           "1",
		"x-log-power-sql":           strconv.FormatBool(r.query.PowerSQL),
		"x-log-query-info":          strings.ReplaceAll(string(info), "\x7f", `\u007f`),
	} {
		header.Set(name, headerText(value))
	}
	return nil
}

// headerText puts spaces for the control characters of a query, which no
// header may hold.
func headerText(value string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == '\x7f' {
			return ' '
		}
		return r
	}, value)
}

func zeroOrOne(b bool) int {
	if b {
		return 1
	}
	return 0
}
