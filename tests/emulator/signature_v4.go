package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	schemeV4     = "SLS4-HMAC-SHA256"
	terminatorV4 = "aliyun_v4_request"
	productV4    = "sls"
	dateLayoutV4 = "20060102T150405Z"
)

// authorizationV4 is what the Authorization header of a version 4 signature
// says.
type authorizationV4 struct {
	keyID, date, region, signature string
}

// verifyV4 checks a version 4 signature, which the official Go and Python
// clients make when a region is configured.
func (s *Server) verifyV4(c *call, text string) (keyID string, err error) {
	authorization, ok := parseAuthorizationV4(text)
	if !ok {
		return "", unauthorized("Authorization is not of the form %s Credential=AccessKeyId/Date/Region/%s/%s,Signature=Hex", schemeV4, productV4, terminatorV4)
	}
	key, err := s.credential(c, authorization.keyID)
	if err != nil {
		return "", err
	}
	stamp, err := s.checkV4Headers(c, authorization)
	if err != nil {
		return "", err
	}
	scope := strings.Join([]string{authorization.date, authorization.region, productV4, terminatorV4}, "/")
	digest := sha256.Sum256([]byte(canonicalRequestV4(c.request)))
	toSign := strings.Join([]string{schemeV4, stamp, scope, hex.EncodeToString(digest[:])}, "\n")
	want := hex.EncodeToString(hmacSHA256(signingKeyV4(key.Secret, authorization), toSign))
	if !hmac.Equal([]byte(want), []byte(authorization.signature)) {
		return "", refuse(http.StatusUnauthorized, "SignatureNotMatch", "signature %s not match", authorization.signature)
	}
	return authorization.keyID, nil
}

func parseAuthorizationV4(text string) (authorizationV4, bool) {
	credential, signature, ok := strings.Cut(text, ",")
	if !ok {
		return authorizationV4{}, false
	}
	credential, isCredential := strings.CutPrefix(strings.TrimSpace(credential), "Credential=")
	signature, isSignature := strings.CutPrefix(strings.TrimSpace(signature), "Signature=")
	parts := strings.Split(credential, "/")
	if !isCredential || !isSignature || len(parts) != 5 || parts[3] != productV4 || parts[4] != terminatorV4 {
		return authorizationV4{}, false
	}
	return authorizationV4{keyID: parts[0], date: parts[1], region: parts[2], signature: signature}, true
}

// checkV4Headers checks the date, the region and the digest of the body, and
// returns the time stamp that was signed.
func (s *Server) checkV4Headers(c *call, authorization authorizationV4) (stamp string, err error) {
	stamp = c.request.Header.Get("x-log-date")
	if stamp == "" {
		return "", refuse(http.StatusBadRequest, "MissingDate", "x-log-date does not exist in http header")
	}
	at, err := time.Parse(dateLayoutV4, stamp)
	if err != nil || !strings.HasPrefix(stamp, authorization.date) {
		return "", refuse(http.StatusBadRequest, "InvalidDateFormat", "x-log-date %s must be of the form %s and agree with the credential's scope", stamp, dateLayoutV4)
	}
	if err := s.checkDate(at); err != nil {
		return "", err
	}
	if s.options.Region != "" && authorization.region != s.options.Region {
		return "", unauthorized("the signature is for region %s, this is %s", authorization.region, s.options.Region)
	}
	digest := sha256.Sum256(c.body)
	if claimed := c.request.Header.Get("x-log-content-sha256"); claimed != hex.EncodeToString(digest[:]) {
		return "", refuse(http.StatusBadRequest, "PostBodyInvalid", "x-log-content-sha256 %s does not match the body", claimed)
	}
	return stamp, nil
}

func canonicalRequestV4(r *http.Request) string {
	headers := signedHeaders(r)
	headers["host"] = r.Host
	if contentType := r.Header.Get("Content-Type"); contentType != "" {
		headers["content-type"] = contentType
	}
	maps.DeleteFunc(headers, func(name, _ string) bool { return strings.HasPrefix(name, "x-log-meta-") })
	names := slices.Sorted(maps.Keys(headers))
	var lines strings.Builder
	for _, name := range names {
		lines.WriteString(name + ":" + headers[name] + "\n")
	}
	return strings.Join([]string{
		r.Method,
		r.URL.EscapedPath(),
		canonicalQueryV4(r.URL.Query()),
		lines.String(),
		strings.Join(names, ";"),
		headers["x-log-content-sha256"],
	}, "\n")
}

func canonicalQueryV4(query url.Values) string {
	pairs := make([]string, 0, len(query))
	for _, name := range slices.Sorted(maps.Keys(query)) {
		pair := percentEncode(name)
		if value := query.Get(name); value != "" {
			pair += "=" + percentEncode(value)
		}
		pairs = append(pairs, pair)
	}
	return strings.Join(pairs, "&")
}

func percentEncode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func signingKeyV4(secret string, authorization authorizationV4) []byte {
	key := []byte("aliyun_v4" + secret)
	for _, step := range []string{authorization.date, authorization.region, productV4, terminatorV4} {
		key = hmacSHA256(key, step)
	}
	return key
}

func hmacSHA256(key []byte, message string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(message))
	return mac.Sum(nil)
}
