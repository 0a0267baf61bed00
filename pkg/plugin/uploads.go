package plugin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"
)

// Bounds of what is kept of uploaded files, see docs/adr/0012-upload.md.
const (
	// mostUploadBytes is how large a file may be. What Grafana sends a plugin has 16 MiB
	// at the most (defaultServerMaxReceiveMessageSize in the plugin SDK), headers and
	// settings included.
	mostUploadBytes = 15 << 20
	// mostKeptBytes and mostKeptFiles bound the files of all data sources together.
	mostKeptBytes = 64 << 20
	mostKeptFiles = 200
	// keptFor is how long a file is kept after its last use.
	keptFor = time.Hour
	// mostDecoding is how many files are read at the same time.
	mostDecoding = 2
)

// uploads keeps files that people chose, each as it came, in the memory of this process.
// It may be used from many goroutines at once.
type uploads struct {
	// decoding has room for each file that is being read.
	decoding chan struct{}

	mu    sync.Mutex
	kept  map[uploadKey]*uploadedFile
	bytes int
}

// uploadKey tells files apart: nobody reads those of another data source.
type uploadKey struct {
	owner  owner
	upload string
}

// owner is a data source. Its UID is its own within an organisation, the namespace, which
// old versions of Grafana don't tell, and there its number is its own in all.
type owner struct {
	namespace string
	id        int64
	uid       string
}

// uploadedFile is what is kept of a file.
type uploadedFile struct {
	// name is the file's own, for people to know it by.
	name    string
	content []byte
	// traces and spans count what it holds.
	traces, spans int

	used time.Time
	// end gives the file up.
	end *time.Timer
}

func newUploads() *uploads {
	return &uploads{decoding: make(chan struct{}, mostDecoding), kept: map[uploadKey]*uploadedFile{}}
}

// shelf is the part of the uploads that belongs to one data source.
type shelf struct {
	all   *uploads
	owner owner
}

func (u *uploads) shelf(of owner) shelf { return shelf{u, of} }

func (s shelf) key(upload string) uploadKey { return uploadKey{s.owner, upload} }

// put keeps a file, and says what it is called: by its content, so that who chooses the
// same file again, on whatever server, brings links to it back to life.
func (s shelf) put(file uploadedFile) (upload string) {
	sum := sha256.Sum256(file.content)
	upload = base64.RawURLEncoding.EncodeToString(sum[:18])
	u, key := s.all, s.key(upload)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.drop(key)
	file.used = time.Now()
	file.end = time.AfterFunc(keptFor, func() { u.expire(key, &file) })
	u.kept[key] = &file
	u.bytes += len(file.content)
	u.makeRoom()
	return upload
}

// get finds a file, which counts as a use of it.
func (s shelf) get(upload string) (uploadedFile, bool) {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	file, ok := s.all.kept[s.key(upload)]
	if !ok {
		return uploadedFile{}, false
	}
	file.used = time.Now()
	file.end.Reset(keptFor)
	return *file, true
}

// begin waits until another file may be read; end is to be called after that.
func (s shelf) begin(ctx context.Context) (end func(), err error) {
	select {
	case s.all.decoding <- struct{}{}:
		return func() { <-s.all.decoding }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// makeRoom gives up the files that were used longest ago, until the bounds hold.
func (u *uploads) makeRoom() {
	for u.bytes > mostKeptBytes || len(u.kept) > mostKeptFiles {
		var oldest uploadKey
		for key, file := range u.kept {
			if known, ok := u.kept[oldest]; !ok || file.used.Before(known.used) {
				oldest = key
			}
		}
		u.drop(oldest)
	}
}

// expire gives up a file, unless it was used since its time was set.
func (u *uploads) expire(key uploadKey, file *uploadedFile) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.kept[key] == file && time.Since(file.used) >= keptFor {
		u.drop(key)
	}
}

func (u *uploads) drop(key uploadKey) {
	if file, ok := u.kept[key]; ok {
		file.end.Stop()
		u.bytes -= len(file.content)
		delete(u.kept, key)
	}
}
