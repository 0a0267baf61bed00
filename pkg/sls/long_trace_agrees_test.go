package sls

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// TestThePlainWayGivesTheSameFrame holds what the benchmark compares to be one job.
func TestThePlainWayGivesTheSameFrame(t *testing.T) {
	pages := longTrace(t, 2500)
	got, err := ours(pages)
	require.NoError(t, err)
	wanted, err := plain(pages)
	require.NoError(t, err)
	require.Equal(t, 2500, got.Rows())
	rows := rowsByID(t, got)
	for id, row := range rowsByID(t, wanted) {
		require.Equal(t, row, rows[id])
	}
}

// rowsByID are the rows of a trace frame, JSON read, by the IDs of their spans.
func rowsByID(t *testing.T, frame *data.Frame) map[string]map[string]any {
	t.Helper()
	rows := map[string]map[string]any{}
	for i := range frame.Rows() {
		row := map[string]any{}
		for _, field := range frame.Fields {
			switch value := field.At(i).(type) {
			case json.RawMessage:
				var read any
				require.NoError(t, json.Unmarshal(value, &read))
				row[field.Name] = read
			case *string:
				if value != nil {
					row[field.Name] = *value
				}
			case float64:
				row[field.Name] = fmt.Sprintf("%.3f", value) // the plain way divides once less
			default:
				row[field.Name] = value
			}
		}
		rows[row["spanID"].(string)] = row
	}
	require.Len(t, rows, frame.Rows())
	return rows
}

// FuzzTagsOfAnObject holds the quick reading of tags to that by jx.
func FuzzTagsOfAnObject(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":"b","a":1,"c":true,"d":null,"e":-0.5e3,"f":12345678901234567890}`, `{"\u0061\"":"\ud83d\ude00\n"}`, ` {"a" : "b" } `, `{"a":[1]}`, `{"a":"b"}x`, `{"a":1,}`, "{\"\xff\":\"\xe4\"}", `null`, `{"a":tru}`, `{"a":01}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newShelf()
		quick := s.object(text)
		slow, err := readTags(text)
		if !quick {
			return
		}
		require.NoError(t, err)
		require.Len(t, s.reading, len(slow))
		for i, tag := range s.reading {
			require.Equal(t, trace.Tag{Key: validText([]byte(slow[i].Key)), Value: validValue(slow[i].Value)}, tag)
		}
	})
}

func validValue(value any) any {
	if text, ok := value.(string); ok {
		return validText([]byte(text))
	}
	return value
}

// TestADecoderKeepsNothingThatPasses reads records whose memory is used again.
func TestADecoderKeepsNothingThatPasses(t *testing.T) {
	pages := longTrace(t, 1000)
	d := newSpanDecoder()
	var passing, kept []trace.Span
	for _, page := range pages {
		again := append([]byte(nil), page...)
		_, err := scanRows(page, true, func(row Row) error {
			span, err := d.decode(row)
			passing = append(passing, span)
			return err
		})
		require.NoError(t, err)
		clear(page)
		_, err = scanRows(again, false, func(row Row) error {
			span, err := decodeSpan(row)
			kept = append(kept, span)
			return err
		})
		require.NoError(t, err)
	}
	require.Equal(t, kept, passing)
}
