package emulator

import (
	"bytes"
	"crypto/md5" //nolint:gosec // the service's Content-MD5 header
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxClockSkew is how far a request's date may be from the service's clock.
const maxClockSkew = 15 * time.Minute

// apiVersion is the only one there is.
const apiVersion = "0.6.0"

// authorize lets a call through whose signature is right, whose key exists and
// whose policy allows the action.
func (s *Server) authorize(c *call, route route) error {
	if err := checkVersion(c.request); err != nil {
		return err
	}
	scheme, rest, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	var keyID string
	var err error
	switch scheme {
	case "LOG":
		keyID, err = s.verifyV1(c, rest)
	case schemeV4:
		keyID, err = s.verifyV4(c, rest)
	case "":
		err = unauthorized("Authorization does not exist in header")
	default:
		err = unauthorized("Authorization scheme %s is unsupported", scheme)
	}
	if err != nil {
		return err
	}
	return s.permit(c, route, s.credentials[keyID])
}

func checkVersion(r *http.Request) error {
	switch version := r.Header.Get("x-log-apiversion"); version {
	case apiVersion, "0.4.0":
		return nil
	case "":
		return refuse(http.StatusBadRequest, "MissingAPIVersion", "x-log-apiversion does not exist in http header")
	default:
		return refuse(http.StatusBadRequest, "InvalidAPIVersion", "x-log-apiversion %s is unsupported", version)
	}
}

// credential finds a key, and checks the security token of a temporary one.
func (s *Server) credential(c *call, id string) (Credential, error) {
	found, ok := s.credentials[id]
	if !ok {
		return Credential{}, unauthorized("AccessKeyId not found: %s", id)
	}
	token := c.request.Header.Get("x-acs-security-token")
	if found.Token != "" && token != found.Token {
		return Credential{}, unauthorized("The security token you provided is invalid or has expired")
	}
	if found.Token == "" && token != "" {
		return Credential{}, unauthorized("The security token you provided does not belong to AccessKeyId %s", id)
	}
	return found, nil
}

// permit applies the key's policy, in the service's words.
func (s *Server) permit(c *call, route route, key Credential) error {
	if !slices.Contains(key.Deny, route.action) {
		return nil
	}
	resource := "acs:log:" + s.options.region() + ":*:project/" + c.project
	if c.logstore != "" {
		resource += "/logstore/" + c.logstore
	}
	return unauthorized("denied by sts or ram, action: %s, resource: %s", route.action, resource)
}

func (s *Server) checkDate(at time.Time) error {
	now := s.options.Now()
	if skew := now.Sub(at); skew > maxClockSkew || skew < -maxClockSkew {
		return refuse(http.StatusBadRequest, "RequestTimeExpired", "Request time %s has been expired while server time is %s",
			at.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return nil
}

// checkMD5 compares Content-MD5, upper-case hex as the service wants it, with
// the body.
func checkMD5(r *http.Request, body []byte) error {
	sum := md5.Sum(body) //nolint:gosec // as above
	claimed := r.Header.Get("Content-MD5")
	switch {
	case claimed == "" && len(body) == 0:
		return nil
	case claimed == "":
		return refuse(http.StatusBadRequest, "MissingContentMD5", "Content-MD5 does not exist in http header when body is not empty")
	case !bytes.Equal([]byte(claimed), []byte(strings.ToUpper(hex.EncodeToString(sum[:])))):
		return refuse(http.StatusBadRequest, "PostBodyInvalid", "Content-MD5 %s does not match the body", claimed)
	}
	return nil
}

// signedHeaders picks the headers that both signature versions cover by their
// prefix, with lower-case names and trimmed values.
func signedHeaders(r *http.Request) map[string]string {
	picked := map[string]string{}
	for name, values := range r.Header {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "x-log-") || strings.HasPrefix(lower, "x-acs-") {
			picked[lower] = strings.TrimSpace(values[0])
		}
	}
	return picked
}
