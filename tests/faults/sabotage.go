// Package faults has servers that misbehave, and tests of what comes of that: on each way in,
// for each fault, by the calls that Grafana makes.
package faults

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// sabotage spoils the answer of an honest server.
type sabotage func(w http.ResponseWriter, r *http.Request, honest http.Handler)

// saboteur is a server that stands before an honest one, and spoils its answers to
// requests that hold a text.
type saboteur struct {
	*httptest.Server
	honest http.Handler
	// marker is what spoilt requests hold in their address or body, and method theirs;
	// empty means all.
	marker, method string
	// times is how many are spoilt, all if it is below 0.
	times int
	does  sabotage

	mu   sync.Mutex
	hits int
}

func (s *saboteur) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if (s.method == "" || s.method == r.Method) && s.spoils(r.URL.String()+string(body)) {
		s.does(w, r, s.honest)
		return
	}
	s.honest.ServeHTTP(w, r)
}

// spoils counts a request and says whether its answer is to be spoilt.
func (s *saboteur) spoils(request string) bool {
	if !strings.Contains(request, s.marker) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits++
	return s.does != nil && (s.times < 0 || s.hits <= s.times)
}

// count is how many requests held the marker.
func (s *saboteur) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits
}

// answers gives something else.
func answers(status int, header map[string]string, body string) sabotage {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// says is an error in a plain text, as gateways give them.
func says(status int, text string) sabotage {
	return answers(status, map[string]string{"Content-Type": "text/plain"}, text)
}

// alters changes an honest answer.
func alters(change func(http.Header, []byte) []byte) sabotage {
	return func(w http.ResponseWriter, r *http.Request, honest http.Handler) {
		recorder := record(r, honest)
		body := change(recorder.Header(), recorder.Body.Bytes())
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(body)
	}
}

func record(r *http.Request, honest http.Handler) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	honest.ServeHTTP(recorder, r)
	return recorder
}

// resets ends the connection without an answer, as a crash does.
func resets(w http.ResponseWriter, _ *http.Request, _ http.Handler) { drop(take(w), true) }

// breaksOff gives half of an honest answer. With reset the connection ends as by a
// crash, else in good order.
func breaksOff(reset bool) sabotage {
	return halves(func(connection net.Conn, _ *http.Request) {
		time.Sleep(20 * time.Millisecond) // so that the reset doesn't overtake what came before
		drop(connection, reset)
	})
}

// halves gives half of an honest answer, and leaves the rest to then.
func halves(then func(net.Conn, *http.Request)) sabotage {
	return func(w http.ResponseWriter, r *http.Request, honest http.Handler) {
		recorder := record(r, honest)
		body := recorder.Body.Bytes()
		connection := take(w)
		recorder.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = fmt.Fprintf(connection, "HTTP/1.1 %d OK\r\n", recorder.Code)
		_ = recorder.Header().Write(connection)
		_, _ = fmt.Fprintf(connection, "\r\n%s", body[:len(body)/2])
		then(connection, r)
	}
}

func take(w http.ResponseWriter) net.Conn {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	return connection
}

func drop(connection net.Conn, reset bool) {
	if tcp, ok := connection.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// stallsBefore waits before an honest answer, longer than anybody does.
func stallsBefore(w http.ResponseWriter, r *http.Request, honest http.Handler) {
	select {
	case <-r.Context().Done():
	case <-time.After(time.Minute):
	}
	honest.ServeHTTP(w, r)
}

// stallsWithin gives half of an honest answer and then nothing until the client leaves.
func stallsWithin(w http.ResponseWriter, r *http.Request, honest http.Handler) {
	halves(func(connection net.Conn, _ *http.Request) {
		_ = connection.SetReadDeadline(time.Now().Add(time.Minute))
		_, _ = connection.Read(make([]byte, 1))
		drop(connection, false)
	})(w, r, honest)
}

// redirects sends requests elsewhere.
func redirects(to string) sabotage {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, to+"/login?next=hush", http.StatusFound)
	}
}

// repeats tells what proves who asked, as some gateways do in errors.
func repeats(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusBadRequest)
	proofs := http.Header{}
	for _, name := range []string{"Authorization", "X-Acs-Security-Token", "X-Api-Key"} {
		if value := r.Header.Get(name); value != "" {
			proofs.Set(name, value)
		}
	}
	_ = proofs.Write(w)
}

// handler spoils every answer.
func (s sabotage) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s(w, r, nil) })
}

// Misbehaving stands before an honest server, and spoils a share of its answers, between 0
// and 1, in turn by everything that a server or what lies before it may do for a moment.
func Misbehaving(honest http.Handler, share float64, seed uint64) http.Handler {
	faults := []sabotage{
		says(http.StatusServiceUnavailable, "no upstream"), says(http.StatusTooManyRequests, "slow down"), says(http.StatusInternalServerError, "oops"),
		answers(http.StatusOK, map[string]string{"Content-Type": "text/html"}, "<html>Log in, please"), answers(http.StatusOK, nil, `{"data":[oops]}`),
		resets, breaksOff(true), breaksOff(false), stallsBefore, stallsWithin,
	}
	random := rand.New(rand.NewPCG(seed, seed))
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		spoilt, which := random.Float64() < share, random.IntN(len(faults))
		mu.Unlock()
		if !spoilt {
			honest.ServeHTTP(w, r)
			return
		}
		// Read as a whole, so that the server learns when the client leaves.
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		faults[which](w, r, honest)
	})
}
