package emulator

import "net/http/httptest"

// Start serves s on a free port of 127.0.0.1 and returns the base URL, such as
// http://127.0.0.1:40123, and the function that stops it. Requests name their
// project in the Host header: <project>.127.0.0.1:40123.
func Start(s *Server) (baseURL string, stop func()) {
	listener := httptest.NewServer(s)
	return listener.URL, func() {
		// Hanging requests would make Close wait for ever.
		listener.CloseClientConnections()
		listener.Close()
		s.Close()
	}
}
