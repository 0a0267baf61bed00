package jaeger

import (
	"bytes"
	"io"
)

// mostParts bounds the members and elements of one trace, or of one resource's spans:
// each of these is in memory as a whole, where it takes up to thirty times its bytes; what
// would take more says nothing and is only counted. 100,000 spans may have 100 of them each.
const mostParts = 10_000_000

// partsBody reads an answer up to a bound of parts, counted by the commas between them.
type partsBody struct {
	from io.Reader
	// left is how many parts there may still be before the next call of next.
	left int
}

func newPartsBody(from io.Reader) *partsBody { return &partsBody{from, mostParts} }

// next begins a trace or resource. Of it, a buffer may have been read before.
func (b *partsBody) next() { b.left = mostParts }

func (b *partsBody) Read(into []byte) (int, error) {
	n, err := b.from.Read(into)
	if b.left -= bytes.Count(into[:n], []byte(",")); b.left < 0 {
		return 0, &Error{Status: 200, large: true, Message: "one of its traces has more than 10,000,000 parts, tags and the like, which is more than are read of one"}
	}
	return n, err
}
