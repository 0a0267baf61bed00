package faults

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
)

// tokenService stands in for Security Token Service: it gives the key that a test
// says, to whoever asks for a role.
type tokenService struct {
	*httptest.Server
	authority string

	mu sync.Mutex
	// given counts the keys that were given for each role; the first is number 1.
	given map[string]int
}

// sts is the one that the proxy leads to. Tests tell themselves apart by their role.
var sts = sync.OnceValue(func() *tokenService {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{"sts.aliyuncs.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	s := &tokenService{given: map[string]int{}, authority: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}
	s.Server = httptest.NewUnstartedServer(s)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.StartTLS()
	return s
})

func (s *tokenService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	role := r.FormValue("RoleArn")
	s.mu.Lock()
	s.given[role]++
	number := s.given[role]
	s.mu.Unlock()
	_, name, _ := strings.Cut(role, "/")
	giveJSON(w, http.StatusOK, map[string]any{"RequestId": "R", "Credentials": map[string]any{
		"AccessKeyId": fmt.Sprintf("STS.%s-%d", name, number), "AccessKeySecret": "hush-of-the-session", "SecurityToken": fmt.Sprintf("hush-token-%d", number),
		"Expiration": time.Now().Add(time.Hour),
	}})
}

func (s *tokenService) count(role string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given[role]
}

// TestExpiredTokens has Log Service turn down the first key of a role, as it does when
// its session was ended before its time.
func TestExpiredTokens(t *testing.T) {
	for _, c := range []struct {
		name, role string
		accepted   emulator.Credential
		says       string
		keys       int
	}{
		{"refreshed once", "refreshed", emulator.Credential{ID: "STS.refreshed-2", Secret: "hush-of-the-session", Token: "hush-token-2"}, "", 2},
		{"turned down for ever", "never", emulator.Credential{}, "Log Service refused the request: AccessKeyId not found: [redacted] (Unauthorized, request ID ID). Check the credentials, and that they may use log:GetLogStoreLogs, log:GetLogStoreHistogram, log:GetIndex and log:ListLogStores of this project.", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := emulator.Options{}
			if c.accepted.ID != "" {
				options.Restricted = []emulator.Credential{c.accepted}
			}
			s := logService(t, options)
			role := "acs:ram::1234567890123456:role/" + c.role
			s.settings["assumeRoleArn"], s.settings["tlsAuthWithCACert"] = role, true
			s.secure["tlsCACert"] = sts().authority
			s.open(t)
			for range 2 {
				responses := s.ask(t.Context(), byID(marked), byID(healthy))
				keepsSecrets(t, responses)
				failed, noticed := toldBy(responses["A"])
				require.Equal(t, c.says, s.steady(failed))
				require.Empty(t, noticed)
				if c.says != "" {
					require.Equal(t, backend.StatusForbidden, responses["A"].Status)
					continue
				}
				require.Equal(t, spansEach, responses["A"].Frames[0].Rows())
				unharmed(t, responses["B"], "Log Service")
			}
			require.Equal(t, c.keys, sts().count(role), "keys asked for")
		})
	}
}
