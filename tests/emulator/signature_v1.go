package emulator

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the algorithm of the service's version 1 signature
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// verifyV1 checks "LOG <key ID>:<signature>". Source:
// https://www.alibabacloud.com/help/en/sls/developer-reference/request-signatures
func (s *Server) verifyV1(c *call, authorization string) (keyID string, err error) {
	keyID, claimed, ok := strings.Cut(authorization, ":")
	if !ok {
		return "", unauthorized("Authorization is not of the form LOG AccessKeyId:Signature")
	}
	key, err := s.credential(c, keyID)
	if err != nil {
		return "", err
	}
	if err := s.checkV1Headers(c); err != nil {
		return "", err
	}
	mac := hmac.New(sha1.New, []byte(key.Secret))
	mac.Write([]byte(stringToSignV1(c.request)))
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(claimed), []byte(want)) {
		return "", refuse(http.StatusUnauthorized, "SignatureNotMatch", "signature %s not match", claimed)
	}
	return keyID, nil
}

func (s *Server) checkV1Headers(c *call) error {
	header := c.request.Header
	switch method := header.Get("x-log-signaturemethod"); method {
	case "hmac-sha1":
	case "":
		return refuse(http.StatusBadRequest, "MissingSignatureMethod", "x-log-signaturemethod does not exist in http header")
	default:
		return refuse(http.StatusBadRequest, "InvalidSignatureMethod", "signature method %s is unsupported", method)
	}
	date := header.Get("x-log-date")
	if date == "" {
		date = header.Get("Date")
	}
	if date == "" {
		return refuse(http.StatusBadRequest, "MissingDate", "Date does not exist in http header")
	}
	at, err := time.Parse(time.RFC1123, date)
	if err != nil {
		return refuse(http.StatusBadRequest, "InvalidDateFormat", "Date %s must follow RFC822", date)
	}
	if err := s.checkDate(at); err != nil {
		return err
	}
	return checkMD5(c.request, c.body)
}

func stringToSignV1(r *http.Request) string {
	return strings.Join([]string{
		r.Method,
		r.Header.Get("Content-MD5"),
		r.Header.Get("Content-Type"),
		r.Header.Get("Date"),
		canonicalHeadersV1(r),
		canonicalResourceV1(r.URL),
	}, "\n")
}

func canonicalHeadersV1(r *http.Request) string {
	headers := signedHeaders(r)
	// Clients add it after signing: it corrects the date, it isn't signed.
	delete(headers, "x-log-date")
	lines := make([]string, 0, len(headers))
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		lines = append(lines, name+":"+headers[name])
	}
	return strings.Join(lines, "\n")
}

// canonicalResourceV1 is the path and the parameters sorted by name, with
// their values as they were before URL encoding.
func canonicalResourceV1(u *url.URL) string {
	query := u.Query()
	if len(query) == 0 {
		return u.EscapedPath()
	}
	pairs := make([]string, 0, len(query))
	for _, name := range slices.Sorted(maps.Keys(query)) {
		pairs = append(pairs, name+"="+query.Get(name))
	}
	return u.EscapedPath() + "?" + strings.Join(pairs, "&")
}
