package models

import (
	"errors"
	"strings"
)

// UploadQuery asks for traces of a file that was uploaded before.
type UploadQuery struct {
	// Upload is what the backend called the file when it took it; never empty.
	Upload string
	// TraceID is the text of the one trace that is asked for, spelled as TraceIDQuery.ID
	// is; empty for all.
	TraceID string
	// SpanID is as TraceIDQuery.SpanID.
	SpanID string
	// View is one of views.
	View View
}

func (q queryJSON) upload() (UploadQuery, error) {
	named, err := q.traceID()
	if err != nil {
		return UploadQuery{}, err
	}
	upload := UploadQuery{Upload: strings.TrimSpace(q.Upload), TraceID: named.ID, SpanID: named.SpanID, View: named.View}
	if upload.Upload == "" {
		return UploadQuery{}, errors.New("no file is chosen: upload one in the query editor")
	}
	return upload, nil
}
