package plugin

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/pkg/trace"
)

// uploadJSON tells of an uploaded file.
type uploadJSON struct {
	// Upload is what a query calls the file.
	Upload string `json:"upload"`
	// Name is the file's own, as far as it was told; empty if not.
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	Traces int    `json:"traces"`
	Spans  int    `json:"spans"`
}

func (f uploadedFile) describe(upload string) uploadJSON {
	return uploadJSON{Upload: upload, Name: f.name, Bytes: len(f.content), Traces: f.traces, Spans: f.spans}
}

// uploadResource takes a file, or tells of one.
func (d *Datasource) uploadResource(writer http.ResponseWriter, request *http.Request) {
	switch request.Method {
	case http.MethodPost:
		d.takeUpload(writer, request)
	case http.MethodGet:
		upload := request.URL.Query().Get("upload")
		file, err := d.findUpload(upload)
		if err != nil {
			d.writeError(writer, err)
			return
		}
		write(writer, http.StatusOK, file.describe(upload))
	default:
		write(writer, http.StatusMethodNotAllowed, errorJSON{request.Method + " is not supported here: use POST with a file, or GET with the name that it got"})
	}
}

// takeUpload keeps a file if it holds traces.
func (d *Datasource) takeUpload(writer http.ResponseWriter, request *http.Request) {
	// A page of another site can send any other type without being asked to
	// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
	if kind, _, err := mime.ParseMediaType(request.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		write(writer, http.StatusUnsupportedMediaType, errorJSON{"a file of traces is sent with the header Content-Type: application/json"})
		return
	}
	content, err := readUpload(request)
	if err != nil {
		d.writeError(writer, err)
		return
	}
	if len(content) > mostUploadBytes {
		write(writer, http.StatusRequestEntityTooLarge, errorJSON{fmt.Sprintf("the file is larger than the %d MiB that are taken: choose one with fewer traces", mostUploadBytes>>20)})
		return
	}
	file := uploadedFile{name: fileName(request.Header.Get("Content-Disposition")), content: content}
	if err := d.countUpload(request.Context(), &file); err != nil {
		d.writeError(writer, err)
		return
	}
	write(writer, http.StatusOK, file.describe(d.files.put(file)))
}

// readUpload reads one byte more than is taken, at the most.
func readUpload(request *http.Request) ([]byte, error) {
	if request.Body == nil {
		return nil, nil
	}
	content, err := io.ReadAll(io.LimitReader(request.Body, mostUploadBytes+1))
	if err != nil {
		return nil, refuse("the file did not arrive: %w", err)
	}
	return content, nil
}

// countUpload reads a file to see that it holds traces, and how many. A panic at this
// would end the process, and with it all data sources.
func (d *Datasource) countUpload(ctx context.Context, file *uploadedFile) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			backend.Logger.FromContext(ctx).Error("A file made the plugin panic", "reason", d.hidden.clean(fmt.Sprint(reason)))
			err = errPanicked
		}
	}()
	found, err := d.decodeUpload(ctx, file.content)
	if err != nil {
		return err
	}
	file.traces = len(found.Traces)
	for _, one := range found.Traces {
		repaired, _ := trace.Repair(one.Spans)
		file.spans += len(repaired)
	}
	return nil
}

// longestFileName is how many characters are kept of a file's name.
const longestFileName = 200

// fileName reads the name of a file from the header that tells it
// (https://www.rfc-editor.org/rfc/rfc6266), without anything that isn't shown.
func fileName(disposition string) string {
	_, parameters, err := mime.ParseMediaType(disposition)
	if err != nil {
		return ""
	}
	name := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, parameters["filename"]))
	return string(name[:min(len(name), longestFileName)])
}
