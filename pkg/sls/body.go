package sls

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// maxAnswerSize bounds an answer, compressed and not. The service gives no more
// than 100 MB for a statement, so more is a fault or an attack.
const maxAnswerSize = 512 << 20

// lz4MaxRatio is the most that a block of lz4 can grow: a byte of a match's
// length stands for 255.
const lz4MaxRatio = 255

// errAnswerTooLarge ends the reading of an answer over maxAnswerSize.
var errAnswerTooLarge = fmt.Errorf("it is larger than the %d MiB that are read", maxAnswerSize>>20)

// openBody undoes the compression of an answer. The service names its own in
// x-log-compresstype; a gateway in front of it may add one in Content-Encoding,
// or repeat the same one there.
func openBody(response *http.Response) (io.ReadCloser, error) {
	outer := compression(response.Header.Get("Content-Encoding"))
	inner := compression(response.Header.Get("x-log-compresstype"))
	body := io.ReadCloser(newBoundedBody(response.Body, response.Body))
	if inner == "" {
		inner, outer = outer, ""
	}
	if outer != "" && outer != inner {
		var err error
		if body, err = decompress(body, outer, ""); err != nil {
			return nil, err
		}
	}
	if inner == "" {
		return body, nil
	}
	return decompress(body, inner, response.Header.Get("x-log-bodyrawsize"))
}

func compression(header string) string {
	name := strings.ToLower(strings.TrimSpace(header))
	if name == "identity" || name == "none" {
		return ""
	}
	return name
}

func decompress(body io.ReadCloser, name, rawSize string) (io.ReadCloser, error) {
	var reader io.Reader
	var err error
	switch name {
	case "lz4":
		var raw []byte
		if raw, err = readLZ4(body, rawSize); err == nil {
			return &memoryBody{Reader: bytes.NewReader(raw), raw: raw, Closer: body}, nil
		}
	case "zstd":
		var decoder *zstd.Decoder
		if decoder, err = zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxAnswerSize)); err == nil {
			return newBoundedBody(decoder, closers{decoder.IOReadCloser(), body}), nil
		}
	case "gzip", "x-gzip":
		reader, err = gzip.NewReader(body)
	case "deflate":
		reader, err = zlib.NewReader(body)
	default:
		err = fmt.Errorf("its compression %q is not one of lz4, zstd, gzip and deflate", name)
	}
	if err != nil {
		return nil, fmt.Errorf("it can't be decompressed as %s: %w", name, endedEarly(err))
	}
	return newBoundedBody(reader, body), nil
}

// readLZ4 reads an lz4 block. A block, unlike a frame, doesn't hold its size, so
// the service sends it in a header, which is checked before it is allocated.
func readLZ4(body io.Reader, rawSize string) ([]byte, error) {
	size, err := strconv.ParseInt(rawSize, 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("the header x-log-bodyrawsize is %q instead of a number of bytes", rawSize)
	}
	if size > maxAnswerSize {
		return nil, errAnswerTooLarge
	}
	packed, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if size > lz4MaxRatio*int64(len(packed)) {
		return nil, fmt.Errorf("the header x-log-bodyrawsize says %d bytes, which %d compressed ones can't be", size, len(packed))
	}
	raw := make([]byte, size)
	n, err := lz4.UncompressBlock(packed, raw)
	if err != nil {
		return nil, err
	}
	if int64(n) != size {
		return nil, fmt.Errorf("the header x-log-bodyrawsize says %d bytes, but there are %d", size, n)
	}
	return raw, nil
}

// memoryBody is an answer that lies in memory as a whole.
type memoryBody struct {
	*bytes.Reader
	io.Closer
	raw []byte
}

// boundedBody reads at most maxAnswerSize bytes and says so if there are more.
type boundedBody struct {
	reader *io.LimitedReader
	closer io.Closer
}

func newBoundedBody(reader io.Reader, closer io.Closer) boundedBody {
	return boundedBody{reader: &io.LimitedReader{R: reader, N: maxAnswerSize + 1}, closer: closer}
}

// Read implements io.Reader.
func (b boundedBody) Read(p []byte) (int, error) {
	n, err := b.reader.Read(p)
	if b.reader.N == 0 {
		return n, errAnswerTooLarge
	}
	return n, err
}

// Close implements io.Closer.
func (b boundedBody) Close() error { return b.closer.Close() }

// closers closes several in order.
type closers []io.Closer

// Close implements io.Closer.
func (c closers) Close() error {
	var err error
	for _, closer := range c {
		err = errors.Join(err, closer.Close())
	}
	return err
}

// endedEarly gives the errors that mean a truncated answer one name.
func endedEarly(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
