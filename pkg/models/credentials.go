package models

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Secrets are the decrypted settings. However they are printed, logged or put
// into JSON, they show only which of them are set.
type Secrets struct {
	AccessKeyID     string
	AccessKeySecret string
	// SecurityToken goes with a pair of keys of STS.
	SecurityToken string
	// BearerToken is sent to Jaeger. The other secrets for Jaeger are the SDK's to read.
	BearerToken string
}

func parseSecrets(secure map[string]string) Secrets {
	return Secrets{
		AccessKeyID:     strings.TrimSpace(secure["accessKeyId"]),
		AccessKeySecret: strings.TrimSpace(secure["accessKeySecret"]),
		SecurityToken:   strings.TrimSpace(secure["securityToken"]),
		BearerToken:     strings.TrimSpace(secure["bearerToken"]),
	}
}

// String says which secrets are set, and nothing of them.
func (s Secrets) String() string {
	set := func(value string) string {
		if value == "" {
			return "not set"
		}
		return "set"
	}
	return fmt.Sprintf("accessKeyId %s, accessKeySecret %s, securityToken %s, bearerToken %s",
		set(s.AccessKeyID), set(s.AccessKeySecret), set(s.SecurityToken), set(s.BearerToken))
}

// GoString is String, for %#v.
func (s Secrets) GoString() string { return s.String() }

// Format is String for every verb: %d, for one, would print the fields.
func (s Secrets) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(s.String())) }

// LogValue is String, for structured logs.
func (s Secrets) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is String, for JSON and other encodings.
func (s Secrets) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

var credentialsTypes = []CredentialsType{CredentialsAccessKey, CredentialsSTSToken, CredentialsECSRAMRole, CredentialsRRSA}

func (s Settings) checkCredentials() error {
	switch s.CredentialsType {
	case CredentialsAccessKey, CredentialsSTSToken:
		return s.checkKeys()
	case CredentialsECSRAMRole:
		return nil
	case CredentialsRRSA:
		return s.checkRRSA()
	}
	return fmt.Errorf("credentialsType is %q: use one of %s", s.CredentialsType, quoteAll(credentialsTypes))
}

func (s Settings) checkKeys() error {
	switch {
	case s.Secrets.AccessKeyID == "":
		return errors.New("accessKeyId is missing: enter the ID of an access key, for example LTAI5t followed by letters and digits")
	case s.Secrets.AccessKeySecret == "":
		return errors.New("accessKeySecret is missing: enter the secret that belongs to the access key, 30 letters and digits for example")
	case s.CredentialsType == CredentialsSTSToken && s.Secrets.SecurityToken == "":
		return errors.New("securityToken is missing: enter the token that STS gave with the keys, for example CAIS followed by letters and digits")
	}
	return nil
}

func (s Settings) checkRRSA() error {
	switch {
	case s.RRSARoleARN == "":
		return errors.New("rrsaRoleArn is missing: enter the ARN of the RAM role, for example acs:ram::1234567890123456:role/grafana")
	case s.RRSAProviderARN == "":
		return errors.New("rrsaProviderArn is missing: enter the ARN of the cluster's OIDC provider, for example acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1234")
	case s.AssumeRoleARN != "":
		return errors.New("assumeRoleArn goes with an access key, an STS token or an ECS role: with RRSA, give rrsaRoleArn the role to assume, for example acs:ram::1234567890123456:role/grafana")
	}
	return nil
}
