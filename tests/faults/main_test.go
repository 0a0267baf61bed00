package faults

import (
	"context"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

var quiet = log.New(io.Discard, "", 0)

// TestMain has names looked up from a server that knows none, so that no test asks
// anybody outside, and sends https to other machines through a proxy that leads to a
// stand-in (see sts_test.go). Both must be there before the first request.
func TestMain(m *testing.M) {
	nameless, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go answerNoName(nameless)
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", nameless.LocalAddr().String())
	}}
	// Most tests do nothing but wait, for what is slow on purpose.
	if err := flag.Set("test.parallel", "24"); err != nil {
		panic(err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(connect))
	for name, value := range map[string]string{"HTTPS_PROXY": proxy.URL, "HTTP_PROXY": "", "NO_PROXY": "", "https_proxy": "", "http_proxy": "", "no_proxy": ""} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	proxy.Close()
	_ = nameless.Close()
	os.Exit(code)
}

// answerNoName says of every name that there is none such.
func answerNoName(connection net.PacketConn) {
	packet := make([]byte, 1<<10)
	for {
		n, from, err := connection.ReadFrom(packet)
		if err != nil {
			return
		}
		if n < 4 {
			continue
		}
		const isAnswer, noSuchName = 0x80, 3 // RFC 1035, 4.1.1
		packet[2] |= isAnswer
		packet[3] = noSuchName
		_, _ = connection.WriteTo(packet[:n], from)
	}
}

// connect is a proxy that leads every host to the stand-in of Security Token Service.
func connect(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || r.Host != "sts.aliyuncs.com:443" {
		http.Error(w, "only sts.aliyuncs.com can be reached", http.StatusBadGateway)
		return
	}
	to, err := net.Dial("tcp", sts().Listener.Addr().String())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	from := take(w)
	_, _ = io.WriteString(from, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
	_, _ = io.Copy(from, to)
	_ = from.Close()
}
