package sls

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Key signs requests.
type Key struct {
	// ID is the AccessKey ID.
	ID string
	// Secret is the AccessKey secret.
	Secret string `json:"-"`
	// Token is the security token that belongs to a temporary key, else empty.
	Token string `json:"-"`
}

// Format implements fmt.Formatter, so that no verb prints a secret.
func (k Key) Format(state fmt.State, _ rune) {
	temporary := ""
	if k.Token != "" {
		temporary = ", temporary"
	}
	_, _ = io.WriteString(state, "Key("+shorten(k.ID)+temporary+")")
}

// shorten shows enough of an AccessKey ID to tell two apart.
func shorten(id string) string {
	const shown = 6
	if len(id) <= shown {
		return "…"
	}
	return id[:shown] + "…"
}

// Credentials give the key that signs the next request. They may be used from
// many goroutines at once. Errors are sentences without secrets.
type Credentials interface {
	Get(ctx context.Context) (Key, error)
}

// renewer is what Credentials implement that can get another key when the
// service turns one down before its time.
type renewer interface {
	// renew drops the key, and says whether the next Get may give another.
	renew(rejected Key) bool
}

// CredentialsType says where a key comes from.
type CredentialsType string

// The kinds of credentials.
const (
	// AccessKeyCredentials are an AccessKey pair that doesn't expire.
	AccessKeyCredentials CredentialsType = "accessKey"
	// STSTokenCredentials are a temporary key with its security token.
	STSTokenCredentials CredentialsType = "stsToken"
	// ECSRoleCredentials are those of the RAM role of the ECS instance that this
	// runs on.
	ECSRoleCredentials CredentialsType = "ecsRamRole"
	// RRSACredentials are those of a RAM role for the Kubernetes service account
	// that this runs as, in ACK.
	RRSACredentials CredentialsType = "rrsa"
)

// CredentialsConfig says how to sign in to Log Service.
type CredentialsConfig struct {
	Type CredentialsType
	// AccessKeyID and AccessKeySecret are for accessKey and stsToken,
	// SecurityToken for stsToken.
	AccessKeyID     string
	AccessKeySecret string `json:"-"`
	SecurityToken   string `json:"-"`
	// ECSRole is the name of the instance's RAM role, for ecsRamRole; empty means
	// the one that the instance has.
	ECSRole string
	// AssumeRoleARN is a RAM role to assume with the key that Type gives; empty
	// means none. AssumeRoleExternalID is what that role's trust policy may ask
	// for, AssumeRoleSessionName what its audit log shows.
	AssumeRoleARN, AssumeRoleExternalID, AssumeRoleSessionName string
	// RRSARoleARN and RRSAProviderARN are the role and the identity provider of
	// the cluster, for rrsa.
	RRSARoleARN, RRSAProviderARN string
	// STSEndpoint is the host of Security Token Service; empty means
	// sts.aliyuncs.com. In a VPC without Internet it is for example
	// sts-vpc.cn-hangzhou.aliyuncs.com.
	STSEndpoint string
}

// Format implements fmt.Formatter, so that no verb prints a secret.
func (c CredentialsConfig) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "CredentialsConfig(%s, %s)", string(c.Type), shorten(c.AccessKeyID))
}

// NewCredentials checks the configuration, without asking anyone for a key.
// Requests to Security Token Service go through the client. Errors are
// sentences for whoever fills in the settings.
func NewCredentials(config CredentialsConfig, client *http.Client) (Credentials, error) {
	config.AccessKeyID = strings.TrimSpace(config.AccessKeyID)
	config.AccessKeySecret = strings.TrimSpace(config.AccessKeySecret)
	config.SecurityToken = strings.TrimSpace(config.SecurityToken)
	base, err := newBaseCredentials(config, client)
	if err != nil || config.AssumeRoleARN == "" {
		return base, err
	}
	return newAssumedRole(base, config, client)
}

func newBaseCredentials(config CredentialsConfig, client *http.Client) (Credentials, error) {
	switch config.Type {
	case AccessKeyCredentials:
		return newAccessKey(config.AccessKeyID, config.AccessKeySecret)
	case STSTokenCredentials:
		return newSTSToken(config.AccessKeyID, config.AccessKeySecret, config.SecurityToken)
	case ECSRoleCredentials:
		return newECSRole(config.ECSRole)
	case RRSACredentials:
		return newRRSA(config, client)
	}
	return nil, fmt.Errorf("%q is not a kind of credentials: choose accessKey, stsToken, ecsRamRole or rrsa", string(config.Type))
}

// fixedKey is a key from the settings. It is a function rather than a Key
// because fmt prints what unexported fields hold without asking their types.
type fixedKey func() Key

// Get implements Credentials.
func (f fixedKey) Get(ctx context.Context) (Key, error) { return f(), ctx.Err() }

// newAccessKey does not use the official library for keys from the settings:
// that fills an empty one from the environment of the process, so that whoever
// may edit a data source could use the administrator's.
func newAccessKey(id, secret string) (Credentials, error) {
	if id == "" {
		return nil, errors.New("the AccessKey ID is missing: enter it in the data source's settings")
	}
	if secret == "" {
		return nil, errors.New("the AccessKey secret is missing: enter it in the data source's settings")
	}
	return fixedKey(func() Key { return Key{ID: id, Secret: secret} }), nil
}

func newSTSToken(id, secret, token string) (Credentials, error) {
	if _, err := newAccessKey(id, secret); err != nil {
		return nil, err
	}
	if token == "" {
		return nil, errors.New("the security token is missing: enter it in the data source's settings, or choose an AccessKey")
	}
	return fixedKey(func() Key { return Key{ID: id, Secret: secret, Token: token} }), nil
}
