// Package samples holds the fixed data that tests read: what Log Service would
// store of bookinfo on Istio, of emojivoto on Linkerd, of small traces in every
// dialect, and of awkward traces; and what must come out of them. The data is made
// by `npm run samples:data` from the generator beside this file.
package samples

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

//go:embed data/*.json
var data embed.FS

// Base is the moment at which the histories of the fixed data end.
var Base = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)

// Names lists what Load can load.
var Names = []string{"bookinfo", "emojivoto", "dialects", "awkward"}

// Sample is what a project of Log Service holds, and what must come out of it.
type Sample struct {
	Project   string     `json:"project"`
	Logstores []Logstore `json:"logstores"`
	Rows      []Row      `json:"rows"`
	// Deps are the calls between services that the jobs of a trace instance would have
	// counted; WithDeps adds them to the rest.
	Deps struct {
		Logstore Logstore `json:"logstore"`
		Rows     []Row    `json:"rows"`
	} `json:"deps"`
	// Facts differ by sample: Facts for bookinfo and emojivoto, DialectFacts for
	// dialects, AwkwardFacts for awkward. Read them with json.Unmarshal.
	Facts json.RawMessage `json:"facts"`
}

// WithDeps is the sample with the counted calls among its records; only bookinfo and
// emojivoto have any.
func (s Sample) WithDeps() Sample {
	if s.Deps.Logstore.Name == "" {
		return s
	}
	s.Logstores = slices.DeleteFunc(slices.Clone(s.Logstores), func(l Logstore) bool { return l.Name == s.Deps.Logstore.Name })
	s.Logstores = append(s.Logstores, s.Deps.Logstore)
	s.Rows = slices.Concat(s.Rows, s.Deps.Rows)
	return s
}

// Logstore is a logstore's name and its index as Log Service's API has it;
// "null" for a logstore without one.
type Logstore struct {
	Name  string          `json:"name"`
	Index json.RawMessage `json:"index"`
}

// Row is one log record.
type Row struct {
	Logstore string `json:"logstore"`
	// Time is __time__, seconds since the epoch.
	Time int64 `json:"time"`
	// Topic and Source are __topic__ and __source__.
	Topic  string `json:"topic"`
	Source string `json:"source"`
	// Contents are the record's keys and values, in the order of writing.
	Contents [][2]string `json:"contents"`
}

// Load reads the fixed data of one sample. It fails only for a name that Names lacks.
func Load(name string) (Sample, error) {
	text, err := data.ReadFile("data/" + name + ".json")
	if err != nil {
		return Sample{}, fmt.Errorf("there is no sample %q: choose one of %v", name, Names)
	}
	var sample Sample
	if err := json.Unmarshal(text, &sample); err != nil {
		return Sample{}, fmt.Errorf("the data of sample %s can't be read; make it again with npm run samples:data: %w", name, err)
	}
	return sample, nil
}
