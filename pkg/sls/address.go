package sls

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// address is where a project is reached.
type address struct {
	// base is scheme and host to connect to, without a trailing slash.
	base string
	// host is the Host header, which names the project.
	host string
}

// resourceName is what the service allows in names of projects and logstores,
// but for the length and the letter case, which old ones may not keep:
// https://www.alibabacloud.com/help/en/sls/developer-reference/logstores
// It also keeps a name from changing the host or the path it is put into.
var resourceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$`)

// newAddress finds out where a project is reached. The service takes the
// project from the first label of the host, so that is where it goes, except
// for a bare IP address or localhost: no name below those resolves, so the
// connection goes to the endpoint as written and only the Host header names the
// project. An endpoint without a scheme means https. Errors are sentences.
func newAddress(endpoint, project string) (address, error) {
	if project == "" {
		return address{}, errors.New("the project is missing: enter the name of the Log Service project")
	}
	if !resourceName.MatchString(project) {
		return address{}, fmt.Errorf("%q is not the name of a Log Service project: it may have letters, digits, hyphens and underscores only", project)
	}
	parsed, err := parseEndpoint(endpoint)
	if err != nil {
		return address{}, err
	}
	host := project + "." + parsed.Host
	if isBareHost(parsed.Hostname()) {
		return address{base: parsed.Scheme + "://" + parsed.Host, host: host}, nil
	}
	return address{base: parsed.Scheme + "://" + host, host: host}, nil
}

func parseEndpoint(endpoint string) (*url.URL, error) {
	text := strings.ToLower(strings.TrimSpace(endpoint))
	if text == "" {
		return nil, errors.New("the endpoint is missing: enter the endpoint of the project's region, for example cn-hangzhou.log.aliyuncs.com")
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Hostname() == "" || strings.HasPrefix(parsed.Hostname(), ".") || strings.ContainsAny(parsed.Host, " \t,") {
		return nil, badEndpoint(endpoint, "it has no host name that can be read")
	}
	if parsed.Scheme != "https" && parsed.Scheme != "http" {
		return nil, badEndpoint(endpoint, "only https and http are spoken")
	}
	// A path would have to be signed, and the service has none in front of its own.
	if strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.User != nil {
		return nil, badEndpoint(endpoint, "leave out everything but scheme, host and port")
	}
	if strings.HasSuffix(parsed.Host, ":") {
		return nil, badEndpoint(endpoint, "the port after the colon is missing")
	}
	return parsed, nil
}

// badEndpoint leaves out what stands before an @: it may be a password.
func badEndpoint(endpoint, reason string) error {
	shown := endpoint
	if at := strings.LastIndex(shown, "@"); at >= 0 {
		shown = "…" + shown[at:]
	}
	return fmt.Errorf("%q is not an endpoint of Log Service: %s; an example is cn-hangzhou.log.aliyuncs.com", shown, reason)
}

func isBareHost(name string) bool {
	if name == "localhost" {
		return true
	}
	_, err := netip.ParseAddr(name)
	return err == nil || net.ParseIP(name) != nil
}
