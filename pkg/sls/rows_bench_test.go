package sls

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/go-faster/jx"
	jsoniter "github.com/json-iterator/go"
	"github.com/stretchr/testify/require"
)

// spanRows makes an answer of GetLogs with rows of about 1 KB, as an OpenTelemetry
// writer's records come back.
func spanRows(count int) []byte {
	var answer bytes.Buffer
	fmt.Fprintf(&answer, `{"meta":{"progress":"Complete","count":%d,"hasSQL":false,"isAccurate":true,"processedRows":%d,"processedBytes":1048576,"elapsedMillisecond":21,"limited":"","keys":[],"terms":[{"key":"","term":"x"}]},"data":[`, count, count)
	for i := range count {
		if i > 0 {
			answer.WriteByte(',')
		}
		row, err := json.Marshal(spanRow(i))
		if err != nil {
			panic(err)
		}
		answer.Write(row)
	}
	answer.WriteString("]}")
	return answer.Bytes()
}

func spanRow(i int) map[string]string {
	return map[string]string{
		"__time__": "1700000000", "__topic__": "collector-7d9f", "__source__": "10.0.3.17", "__tag__:__receive_time__": "1700000003",
		"host": "node-7", "service": "productpage", "name": fmt.Sprintf("GET /productpage/%d", i),
		"traceID": fmt.Sprintf("%032x", 0x4bf92f35+i), "spanID": fmt.Sprintf("%016x", 0x77b34d+i), "parentSpanID": fmt.Sprintf("%016x", i),
		"kind": "server", "links": "[]", "traceState": "", "otlp.name": "io.opentelemetry.http", "otlp.version": "1.32.0",
		"start": fmt.Sprintf("17000000%08d", i), "end": fmt.Sprintf("17000001%08d", i), "duration": "100000",
		"statusCode": "UNSET", "statusMessage": "",
		"attribute": `{"http.request.method":"GET","http.response.status_code":200,"http.route":"/productpage","url.full":"http://productpage:9080/productpage?u=normal","user_agent.original":"Mozilla/5.0","net.peer.name":"10.0.3.21","net.peer.port":9080}`,
		"resource":  `{"k8s.pod.name":"productpage-v1-6b746f74dc-9rlmh","k8s.namespace.name":"bookinfo","k8s.node.name":"node-7","telemetry.sdk.language":"python"}`,
		"logs":      `[{"name":"exception","time":1700000000123456789,"attribute":{"exception.type":"Timeout"}}]`,
	}
}

// rowsReaders are the decoders that were considered, each handing out rows as
// decodeRows does.
var rowsReaders = []struct {
	name string
	read func([]byte, func(Row) error) error
}{
	{"jx", readWithJx},
	{"jx_in_memory", readWithJxInMemory},
	{"encoding_json", readWithEncodingJSON},
	{"json_iterator", readWithJSONIterator},
}

func readWithJx(answer []byte, each func(Row) error) error {
	_, err := decodeRows(jx.Decode(bytes.NewReader(answer), readBufferSize), each)
	return err
}

// readWithJxInMemory is what an answer in lz4, the usual one, goes through.
func readWithJxInMemory(answer []byte, each func(Row) error) error {
	_, err := decodeRows(jx.DecodeBytes(answer), each)
	return err
}

func readWithEncodingJSON(answer []byte, each func(Row) error) error {
	decoder := json.NewDecoder(bytes.NewReader(answer))
	for {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		if token == "data" {
			break
		}
	}
	if _, err := decoder.Token(); err != nil {
		return err
	}
	var row Row
	for decoder.More() {
		row = row[:0]
		if _, err := decoder.Token(); err != nil {
			return err
		}
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				return err
			}
			value, err := decoder.Token()
			if err != nil {
				return err
			}
			row = append(row, Field{Key: key.(string), Value: value.(string)})
		}
		if _, err := decoder.Token(); err != nil {
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

func readWithJSONIterator(answer []byte, each func(Row) error) error {
	iterator := jsoniter.ParseBytes(jsoniter.ConfigDefault, answer)
	var row Row
	var rejected error
	iterator.ReadObjectCB(func(iterator *jsoniter.Iterator, key string) bool {
		if key != "data" {
			iterator.Skip()
			return true
		}
		return iterator.ReadArrayCB(func(iterator *jsoniter.Iterator) bool {
			row = row[:0]
			iterator.ReadObjectCB(func(iterator *jsoniter.Iterator, key string) bool {
				row = append(row, Field{Key: key, Value: iterator.ReadString()})
				return true
			})
			rejected = each(row)
			return rejected == nil
		})
	})
	if rejected != nil || errors.Is(iterator.Error, io.EOF) {
		return rejected
	}
	return iterator.Error
}

func TestRowsReadersAgree(t *testing.T) {
	answer := spanRows(3)
	for _, reader := range rowsReaders {
		t.Run(reader.name, func(t *testing.T) {
			var got []map[string]string
			require.NoError(t, reader.read(answer, func(row Row) error {
				fields := map[string]string{}
				for _, field := range row {
					fields[field.Key] = field.Value
				}
				got = append(got, fields)
				return nil
			}))
			require.Equal(t, []map[string]string{spanRow(0), spanRow(1), spanRow(2)}, got)
		})
	}
}

func BenchmarkRows(b *testing.B) {
	answer := spanRows(1000)
	for _, reader := range rowsReaders {
		b.Run(reader.name, func(b *testing.B) {
			b.SetBytes(int64(len(answer)))
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				err := reader.read(answer, func(Row) error { rows++; return nil })
				if err != nil || rows != 1000 {
					b.Fatal(rows, err)
				}
			}
		})
	}
}
