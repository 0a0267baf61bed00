package plugin

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// holds says which of several uploads are still there.
func (s shelf) holds(names ...string) (there []string) {
	for _, name := range names {
		s.all.mu.Lock()
		if _, ok := s.all.kept[s.key(name)]; ok {
			there = append(there, name)
		}
		s.all.mu.Unlock()
	}
	return there
}

func TestUploadsAreKeptAnHourAfterTheirLastUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := newUploads().shelf(owner{uid: "a"})
		used, idle := files.put(uploadedFile{content: []byte("used")}), files.put(uploadedFile{content: []byte("idle")})
		time.Sleep(59 * time.Minute)
		file, ok := files.get(used)
		require.True(t, ok)
		require.Equal(t, "used", string(file.content))
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		require.Equal(t, []string{used}, files.holds(used, idle), "nothing asked for the other one")
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Empty(t, files.holds(used, idle))
		require.Zero(t, files.all.bytes)
	})
}

func TestUploadsGiveUpWhatWasUsedLongestAgo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newUploads()
		files, others := all.shelf(owner{uid: "a"}), all.shelf(owner{uid: "b"})
		put := func(of shelf, name string, size int) string {
			time.Sleep(time.Second)
			return of.put(uploadedFile{content: []byte(name + strings.Repeat(" ", size-len(name)))})
		}
		a, b, c := put(files, "a", 15<<20), put(files, "b", 15<<20), put(files, "c", 15<<20)
		d := put(others, "d", 15<<20)
		require.Len(t, files.holds(a, b, c), 3)
		time.Sleep(time.Second)
		_, ok := files.get(a)
		require.True(t, ok)
		e := put(others, "e", 15<<20)
		require.Equal(t, []string{a, c}, files.holds(a, b, c))
		require.Equal(t, []string{d, e}, others.holds(d, e))
		require.Equal(t, 60<<20, all.bytes)
		require.Equal(t, a, put(files, "a", 15<<20), "the same file has the same name")
		require.Equal(t, 60<<20, all.bytes)
	})
}

func TestUploadsBoundHowManyFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := newUploads().shelf(owner{uid: "a"})
		first := files.put(uploadedFile{content: []byte("first")})
		for i := range mostKeptFiles {
			time.Sleep(time.Millisecond)
			files.put(uploadedFile{content: fmt.Appendf(nil, "%d", i)})
		}
		require.Len(t, files.all.kept, mostKeptFiles)
		require.Empty(t, files.holds(first))
		time.Sleep(2 * time.Hour) // the timers end
	})
}

func TestUploadsReadFewFilesAtATime(t *testing.T) {
	files := newUploads().shelf(owner{uid: "a"})
	ends := make([]func(), mostDecoding)
	for i := range ends {
		end, err := files.begin(t.Context())
		require.NoError(t, err)
		ends[i] = end
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := files.begin(ctx)
	require.ErrorIs(t, err, context.Canceled)
	ends[0]()
	_, err = files.begin(t.Context())
	require.NoError(t, err)
}
