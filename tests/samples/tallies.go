package samples

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// TalliesIndex is an index for the logstore in which a trace instance's scheduled SQL
// jobs count its spans. The real one is in no public place; the fields are those of
// the documented record (https://www.alibabacloud.com/help/en/sls/trace-application).
var TalliesIndex = json.RawMessage(`{"keys":{` +
	`"version":` + talliedText + `,"service":` + talliedText + `,"name":` + talliedText + `,"host":` + talliedText + `,` +
	`"resource":` + talliedJSON + `,"type":` + talliedJSON + `,` +
	`"total":` + talliedNumber + `,"n_status_fail":` + talliedNumber + `,` +
	`"sum_latency":` + talliedNumber + `,"min_latency":` + talliedNumber + `,"max_latency":` + talliedNumber + `}}`)

const (
	talliedText   = `{"type":"text","alias":"","doc_value":true,"caseSensitive":false,"chn":false,"token":[" ",",","'","\"",";","=","(",")","[","]","{","}","?","@","&","<",">","/",":","\n","\t","\r"]}`
	talliedJSON   = `{"type":"json","alias":"","doc_value":true,"caseSensitive":false,"chn":false,"token":[" ",",","\"",":"],"index_all":true,"max_depth":-1,"json_keys":{}}`
	talliedNumber = `{"type":"double","alias":"","doc_value":true}`
)

// tallied is what spans are counted by: the stretch of time of their record, and what
// they have in common.
type tallied struct {
	begin                                int64
	service, name, host, resource, types string
}

// tallySums are the figures of one tally. Durations are in microseconds.
type tallySums struct{ total, failed, sum, least, most int64 }

// Tallies are the records that a trace instance's scheduled SQL jobs would make of the
// records of spans, for the logstore named, if they ran once in so many whole seconds:
// how often they do is not documented. Percentiles, whose form is not documented either,
// are left out.
func Tallies(spans []Row, logstore string, every time.Duration) []Row {
	sums := map[tallied]*tallySums{}
	var order []tallied
	for _, span := range spans {
		fields := span.fields()
		types, _ := json.Marshal(map[string]string{"kind": fields["kind"]}) // text never fails
		key := tallied{span.Time - span.Time%int64(every.Seconds()), fields["service"], fields["name"], fields["host"], fields["resource"], string(types)}
		if sums[key] == nil {
			sums[key] = &tallySums{}
			order = append(order, key)
		}
		sums[key].add(fields)
	}
	slices.SortStableFunc(order, func(a, b tallied) int { return cmp.Compare(a.begin, b.begin) })
	rows := make([]Row, len(order))
	for i, key := range order {
		rows[i] = Row{Logstore: logstore, Time: key.begin, Contents: append([][2]string{
			{"version", "metric_info"}, {"service", key.service}, {"name", key.name}, {"host", key.host}, {"resource", key.resource}, {"type", key.types},
		}, sums[key].contents()...)}
	}
	return rows
}

func (r Row) fields() map[string]string {
	fields := map[string]string{}
	for _, content := range r.Contents {
		fields[content[0]] = content[1]
	}
	return fields
}

func (s *tallySums) add(fields map[string]string) {
	duration, _ := strconv.ParseInt(fields["duration"], 10, 64)
	if s.total == 0 || duration < s.least {
		s.least = duration
	}
	s.total++
	s.sum += duration
	s.most = max(s.most, duration)
	if fields["statusCode"] == "ERROR" {
		s.failed++
	}
}

// contents are written as SQL prints doubles.
func (s *tallySums) contents() [][2]string {
	text := func(n int64) string { return strconv.FormatInt(n, 10) + ".0" }
	return [][2]string{
		{"total", text(s.total)}, {"n_status_fail", text(s.failed)}, {"sum_latency", text(s.sum)}, {"min_latency", text(s.least)}, {"max_latency", text(s.most)},
	}
}

// WithTallies is a sample of a trace instance whose scheduled SQL jobs run, once in so
// many whole seconds.
func (s Sample) WithTallies(instance string, every time.Duration) Sample {
	spans, metrics := instance+"-traces", instance+"-traces-metrics"
	s.Logstores = slices.Clone(s.Logstores)
	for i := range s.Logstores {
		if s.Logstores[i].Name == metrics {
			s.Logstores[i].Index = TalliesIndex
		}
	}
	held := slices.DeleteFunc(slices.Clone(s.Rows), func(row Row) bool { return row.Logstore != spans })
	s.Rows = append(slices.Clone(s.Rows), Tallies(held, metrics, every)...)
	return s
}
