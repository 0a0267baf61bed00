package emulator

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// maxBodyBytes is far above any request that the service takes; it only keeps
// a mistake from filling the memory.
const maxBodyBytes = 64 << 20

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBodyBytes))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "PostBodyInvalid", "the body cannot be read: %s", err)
	}
	return body, nil
}

// rawSize reads x-log-bodyrawsize, the size of the body before compression.
func rawSize(r *http.Request, body []byte) (int, error) {
	text := r.Header.Get("x-log-bodyrawsize")
	if text == "" {
		if len(body) == 0 {
			return 0, nil
		}
		return 0, refuse(http.StatusBadRequest, "MissingBodyRawSize", "x-log-bodyrawsize does not exist in header when it is necessary")
	}
	size, err := strconv.Atoi(text)
	if err != nil || size < 0 || size > maxBodyBytes {
		return 0, refuse(http.StatusBadRequest, "InvalidBodyRawSize", "x-log-bodyrawsize is invalid: %s", text)
	}
	return size, nil
}

// queryBody is plainBody for a query. The official Java client announces 0
// bytes with every query that it sends uncompressed, and the service answers
// it: there the figure is needed, but not compared.
func queryBody(r *http.Request, body []byte) ([]byte, error) {
	if r.Header.Get("x-log-compresstype") != "" {
		return plainBody(r, body)
	}
	_, err := rawSize(r, body)
	return body, err
}

// plainBody undoes the compression that x-log-compresstype names, and checks
// the result against x-log-bodyrawsize.
func plainBody(r *http.Request, body []byte) ([]byte, error) {
	size, err := rawSize(r, body)
	if err != nil {
		return nil, err
	}
	kind := r.Header.Get("x-log-compresstype")
	plain, err := decompress(kind, body, size)
	if err != nil {
		return nil, err
	}
	if len(plain) != size {
		return nil, refuse(http.StatusBadRequest, "InvalidBodyRawSize", "x-log-bodyrawsize is invalid: it says %d, the body has %d bytes", size, len(plain))
	}
	return plain, nil
}

func decompress(kind string, body []byte, size int) ([]byte, error) {
	var plain []byte
	var err error
	switch strings.ToLower(kind) {
	case "":
		return body, nil
	case "lz4":
		plain = make([]byte, size)
		var n int
		n, err = lz4.UncompressBlock(body, plain)
		plain = plain[:max(n, 0)]
	case "deflate":
		var reader io.ReadCloser
		if reader, err = zlib.NewReader(bytes.NewReader(body)); err == nil {
			plain, err = io.ReadAll(io.LimitReader(reader, maxBodyBytes))
		}
	case "zstd":
		var decoder *zstd.Decoder
		if decoder, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1)); err == nil {
			defer decoder.Close()
			plain, err = decoder.DecodeAll(body, nil)
		}
	default:
		return nil, refuse(http.StatusBadRequest, "InvalidCompressType", "x-log-compresstype %s is unsupported", kind)
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "PostBodyUncompressError", "the body cannot be uncompressed as %s: %s", kind, err)
	}
	return plain, nil
}

// compressFor compresses a reply in the first way that the client's
// Accept-Encoding names and the service knows. lz4 and zstd are announced in
// the service's own headers, gzip in HTTP's.
func (r *reply) compressFor(acceptEncoding string) error {
	for _, encoding := range strings.Split(acceptEncoding, ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(encoding), ";")
		switch strings.ToLower(name) {
		case "lz4":
			return r.compressLZ4()
		case "zstd":
			return r.compressZstd()
		case "gzip":
			return r.compressGzip()
		}
	}
	return nil
}

func (r *reply) announce(kind string, body []byte) {
	r.header.Set("x-log-compresstype", kind)
	r.header.Set("x-log-bodyrawsize", strconv.Itoa(len(r.body)))
	r.compressed(body)
}

func (r *reply) compressed(body []byte) { r.plainBytes, r.body = len(r.body), body }

func (r *reply) compressLZ4() error {
	packed := make([]byte, lz4.CompressBlockBound(len(r.body)))
	n, err := lz4.CompressBlock(r.body, packed, nil)
	if err != nil {
		return err
	}
	if n == 0 {
		// What can't be made smaller goes out as it is, unannounced.
		return nil
	}
	r.announce("lz4", packed[:n])
	return nil
}

func (r *reply) compressZstd() error {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	r.announce("zstd", encoder.EncodeAll(r.body, nil))
	return encoder.Close()
}

func (r *reply) compressGzip() error {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	if _, err := writer.Write(r.body); err != nil {
		return err
	}
	if err := writer.Close(); err != nil {
		return err
	}
	r.header.Set("Content-Encoding", "gzip")
	r.compressed(buffer.Bytes())
	return nil
}
