package emulator

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// reply is an answer on its way out.
type reply struct {
	status      int
	contentType string
	header      http.Header
	body        []byte
	// plainBytes is the length of the body before it was compressed; 0 if it wasn't.
	plainBytes int
	errorCode  string
	drop       bool
}

// jsonReply answers 200 with v as JSON, without the escaping meant for HTML.
func jsonReply(v any) (*reply, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	body := bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
	return &reply{status: http.StatusOK, contentType: "application/json", header: http.Header{}, body: body}, nil
}

func emptyReply() *reply {
	return &reply{status: http.StatusOK, header: http.Header{}}
}

// errorReply words an error as the service does. What isn't a refusal of the
// service's own is an internal error.
func errorReply(err error) *reply {
	var refusal *apiError
	if !errors.As(err, &refusal) {
		refusal = refuse(http.StatusInternalServerError, "InternalServerError", "%s", err)
	}
	answer, encodeErr := jsonReply(map[string]string{"errorCode": refusal.code, "errorMessage": refusal.message})
	if encodeErr != nil {
		answer = emptyReply()
	}
	answer.status = refusal.status
	answer.errorCode = refusal.code
	return answer
}

func (r *reply) write(w http.ResponseWriter, requestID string) {
	header := w.Header()
	for name, values := range r.header {
		header[name] = values
	}
	header.Set("x-log-requestid", requestID)
	header.Set("Server", "log-service-emulator")
	if r.contentType != "" {
		header.Set("Content-Type", r.contentType)
	}
	header.Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	// A client that has gone away is its own affair.
	_, _ = w.Write(r.body)
}

// newRequestID returns an ID of the service's look: 24 upper-case hex digits.
func newRequestID() string {
	var id [12]byte
	// crypto/rand never fails on the platforms Go supports since 1.24.
	_, _ = rand.Read(id[:])
	return strings.ToUpper(hex.EncodeToString(id[:]))
}
