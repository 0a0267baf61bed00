package jaeger

import (
	"errors"
	"io"
	"strings"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// The JSON of /api/v3: OTLP's TracesData
// (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto)
// in the envelope GRPCGatewayWrapper, with the names of fields in camel or snake case.
// The first services of this generation gave a document for each part of a stream, with
// instrumentationLibrarySpans and IDs in base64.

// readOTLP reads an answer and gives each span to take as soon as the spans of its
// resource are read; with an error for a record that isn't one.
func readOTLP(body io.Reader, take func(trace.Span, error) error) error {
	parts := newPartsBody(body)
	d := jx.Decode(parts, bufferSize)
	each := func(span trace.Span, err error) error {
		if err == nil { // what is no span comes before its resource ends
			parts.next()
		}
		return take(span, err)
	}
	for {
		if d.Next() == jx.Invalid {
			if err := d.Skip(); !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		}
		if err := readTracesData(d, 0, each); err != nil {
			return err
		}
	}
}

// deepestEnvelope is how many envelopes may lie in one another.
const deepestEnvelope = 4

func readTracesData(d *jx.Decoder, depth int, take func(trace.Span, error) error) error {
	if depth > deepestEnvelope {
		return d.Skip()
	}
	if d.Next() == jx.Array {
		return d.Arr(func(d *jx.Decoder) error { return readTracesData(d, depth+1, take) })
	}
	ok, err := members(d, func(d *jx.Decoder, key string) error {
		switch fieldName(key) {
		case "result":
			return readTracesData(d, depth+1, take)
		case "error":
			return readErrorV3(d)
		case "resourcespans":
			_, err := elements(d, func(d *jx.Decoder) error { return readResourceSpans(d, take) })
			return err
		default:
			return d.Skip()
		}
	})
	if err == nil && !ok {
		return &Error{Status: 200, Message: "it holds no traces, as Jaeger's would", foreign: true}
	}
	return err
}

// fieldName is the name of a field in either case.
func fieldName(key string) string { return strings.ToLower(strings.ReplaceAll(key, "_", "")) }

// readErrorV3 reads an error that comes after the status was sent.
func readErrorV3(d *jx.Decoder) error {
	if d.Next() == jx.Null {
		return d.Null()
	}
	failed := &Error{Status: 200}
	ok, err := members(d, func(d *jx.Decoder, key string) error {
		switch fieldName(key) {
		case "message":
			message, err := scalarText(d)
			failed.Message = plain(message)
			return err
		case "httpcode":
			text, err := scalarText(d)
			if status, ok := readWhole(text); ok && status >= 100 && status < 600 {
				failed.Status = int(status)
			}
			return err
		default:
			return d.Skip()
		}
	})
	if err != nil || !ok {
		return errors.Join(err, failed)
	}
	return failed
}

// readResourceSpans reads the spans of one resource. What the resource is may come
// after them.
func readResourceSpans(d *jx.Decoder, take func(trace.Span, error) error) error {
	var records []*spanOTLP // lists of them as they are, grown, would take twice as much
	var resource []trace.Tag
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "resource":
			resource, err = readAttributesOf(d)
		case "scopespans", "instrumentationlibraryspans":
			_, err = elements(d, func(d *jx.Decoder) error {
				scoped, err := readScopeSpans(d, take)
				records = append(records, scoped...)
				return err
			})
		default:
			err = d.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	service, resource := takeService(resource)
	for i := range records {
		span, err := records[i].finish(service, resource)
		records[i] = nil // the span has all of it
		if err := take(span, err); err != nil {
			return err
		}
	}
	return nil
}

// takeService makes the service of the attribute that names it.
func takeService(resource []trace.Tag) (service string, rest []trace.Tag) {
	for _, tag := range resource {
		if text, ok := tag.Value.(string); ok && tag.Key == "service.name" && service == "" {
			service = text
			continue
		}
		rest = append(rest, tag)
	}
	trace.SortTags(rest)
	return service, rest
}

func readAttributesOf(d *jx.Decoder) (attributes []trace.Tag, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		if fieldName(key) == "attributes" {
			attributes, _, err = readAttributes(d)
			return err
		}
		return d.Skip()
	})
	return attributes, err
}

// readScopeSpans gives a record that is no span to take at once: kept, it would take
// hundreds of times its bytes.
func readScopeSpans(d *jx.Decoder, take func(trace.Span, error) error) (records []*spanOTLP, err error) {
	var name, version string
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "scope", "instrumentationlibrary":
			name, version, err = readScope(d)
		case "spans":
			_, err = elements(d, func(d *jx.Decoder) error {
				record, err := readSpanOTLP(d)
				if err != nil {
					return err
				}
				if _, _, bad := record.ids(); bad != nil {
					return take(trace.Span{}, bad)
				}
				records = append(records, &record)
				return nil
			})
		default:
			err = d.Skip()
		}
		return err
	})
	for i := range records {
		records[i].span.ScopeName, records[i].span.ScopeVersion = name, version
	}
	return records, err
}

func readScope(d *jx.Decoder) (name, version string, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "name":
			name, err = scalarText(d)
		case "version":
			version, err = scalarText(d)
		default:
			err = d.Skip()
		}
		return err
	})
	return name, version, err
}
