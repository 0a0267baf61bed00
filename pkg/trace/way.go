package trace

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
)

// WayBlocked words why a server gave no answer at all, and what to do about that. where
// names what holds its address, such as "the endpoint in the data source's settings".
func WayBlocked(cause error, where string) string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(cause, &name) && name.IsNotFound:
		return fmt.Sprintf("there is no host of that name (DNS). Check %s, and that the machine that Grafana runs on can look the name up.", where)
	case errors.As(cause, &name):
		return fmt.Sprintf("the name of the host could not be looked up: %v. Check the name service (DNS) of the machine that Grafana runs on.", name)
	case errors.As(cause, &certificate) && errors.As(cause, &authority):
		return "its certificate is signed by an authority that isn't trusted. If that is your own, enter its certificate in the data source's settings; else check the address, and whether a proxy is in between."
	case errors.As(cause, &certificate):
		return fmt.Sprintf("its certificate can't be trusted: %v. Check %s, and the clock of the machine that Grafana runs on.", certificate.Err, where)
	case errors.Is(cause, http.ErrSchemeMismatch):
		return fmt.Sprintf("there is no TLS at that address. Check the port, or begin %s with http://.", where)
	case errors.Is(cause, syscall.ECONNREFUSED):
		return fmt.Sprintf("nothing listens there (connection refused). Check %s, its port, and that the service runs.", where)
	case BrokeOff(cause):
		return "the connection was cut before an answer came. Run the query again; if it stays so, look at the service and at the proxies and firewalls before it."
	}
	return fmt.Sprintf("%v. Check %s, and the network and proxies in between.", cause, where)
}

// BrokeOff says that a connection ended before its time, which may well not happen again.
func BrokeOff(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
