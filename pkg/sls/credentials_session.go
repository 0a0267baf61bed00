package sls

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// renewAhead is how long before its end a temporary key is replaced while
	// requests go on with it.
	renewAhead = 5 * time.Minute
	// renewNow is how long before its end it is no longer used for a new request
	// if another can be had.
	renewNow = time.Minute
	// renewTimeout bounds the fetching of one key.
	renewTimeout = 30 * time.Second
	// minKeyAge is how long after a key was dropped because the service turned it
	// down another is: the new one would be turned down for the same reason.
	minKeyAge = time.Minute
)

// sessionKeys are Credentials that fetch temporary keys and keep each until
// shortly before it ends. One fetch runs at a time, on behalf of all who wait:
// it goes on if one of them gives up.
type sessionKeys struct {
	fetch  func(ctx context.Context) (key Key, expires time.Time, err error)
	now    func() time.Time
	flight singleflight.Group

	mu      sync.Mutex
	key     fixedKey
	expires time.Time
	dropped time.Time
}

// Format implements fmt.Formatter, so that no verb prints a secret.
func (s *sessionKeys) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "temporary credentials")
}

// Get implements Credentials. A key that comes may be dropped at once, on behalf of
// another request that the service turned down with the same: then the next is waited for.
func (s *sessionKeys) Get(ctx context.Context) (Key, error) {
	const tries = 3
	for range tries {
		key, fetched, err := s.get(ctx)
		if err != nil || !fetched || key != (Key{}) {
			return key, err
		}
	}
	return Key{}, fmt.Errorf("the temporary key had ended when it came: check the clock of the machine that Grafana runs on")
}

// get gives the key there is, or waits until another was fetched; it may have ended by
// then, and is empty.
func (s *sessionKeys) get(ctx context.Context) (key Key, fetched bool, err error) {
	if ctx.Err() != nil {
		return Key{}, false, context.Cause(ctx)
	}
	key, left := s.current()
	if left > renewAhead {
		return key, false, nil
	}
	fetch := s.flight.DoChan("", func() (any, error) { return nil, s.replace(context.WithoutCancel(ctx)) })
	if left > renewNow {
		return key, false, nil
	}
	select {
	case <-ctx.Done():
		return Key{}, false, context.Cause(ctx)
	case result := <-fetch:
		// A key that is about to end is better than none.
		if key, left = s.current(); left > 0 {
			return key, true, nil
		}
		return Key{}, true, result.Err
	}
}

// current gives the key and how long it has left.
func (s *sessionKeys) current() (Key, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == nil {
		return Key{}, 0
	}
	return s.key(), s.expires.Sub(s.now())
}

func (s *sessionKeys) replace(ctx context.Context) error {
	// The one before may have ended between current and here.
	if _, left := s.current(); left > renewAhead {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, renewTimeout)
	defer cancel()
	key, expires, err := s.fetch(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key, s.expires = func() Key { return key }, expires
	return nil
}

// renew implements renewer.
func (s *sessionKeys) renew(rejected Key) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == nil || s.key() != rejected {
		return true
	}
	if s.now().Sub(s.dropped) < minKeyAge {
		return false
	}
	s.key, s.dropped = nil, s.now()
	return true
}
