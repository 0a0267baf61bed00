package sls

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

const (
	// oidcTokenVariable is where an administrator may say that the token lies
	// elsewhere; ACK sets it, too.
	oidcTokenVariable = "ALIBABA_CLOUD_OIDC_TOKEN_FILE"
	// oidcTokenFile is where ACK mounts the token of a service account:
	// https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/use-rrsa-to-authorize-pods-to-access-different-cloud-services
	oidcTokenFile = "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token"
	// maxTokenSize bounds what is read of it.
	maxTokenSize = 64 << 10
)

var (
	providerARN = regexp.MustCompile(`^acs:ram::[0-9]+:oidc-provider/[A-Za-z0-9._/-]+$`)
	// publicSTSHost are the hosts of STS itself, of all regions and of VPCs. The
	// token alone is enough to assume the role, and it is the administrator's, so
	// a data source can't have it sent anywhere else.
	publicSTSHost = regexp.MustCompile(`^sts(-vpc)?(\.[a-z]{2}-[a-z0-9-]+)?\.aliyuncs\.com$`)
)

// newRRSA gives the keys of a RAM role for the Kubernetes service account that
// Grafana runs as (RAM roles for service accounts):
// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
// The file with the account's token is never a setting: whoever edits a data
// source could have any file read.
func newRRSA(config CredentialsConfig, client *http.Client) (Credentials, error) {
	sts, err := newSTSClient(config.STSEndpoint, client)
	if err != nil {
		return nil, err
	}
	if !publicSTSHost.MatchString(sts.endpoint) {
		return nil, fmt.Errorf("%q is not an endpoint of Alibaba Cloud's Security Token Service, the only one that RRSA's token is sent to: enter %s, sts.<region>.aliyuncs.com or sts-vpc.<region>.aliyuncs.com",
			config.STSEndpoint, defaultSTSEndpoint)
	}
	if !providerARN.MatchString(config.RRSAProviderARN) {
		return nil, fmt.Errorf("%q is not the ARN of an OIDC provider: it looks like acs:ram::<account>:oidc-provider/ack-rrsa-<cluster>", config.RRSAProviderARN)
	}
	parameters, err := roleParameters("AssumeRoleWithOIDC", config.RRSARoleARN, config.AssumeRoleSessionName)
	if err != nil {
		return nil, err
	}
	parameters.Set("OIDCProviderArn", config.RRSAProviderARN)
	fetch := func(ctx context.Context) (Key, time.Time, error) {
		token, err := readOIDCToken()
		if err != nil {
			return Key{}, time.Time{}, err
		}
		asked := url.Values{"OIDCToken": {token}, "Timestamp": {sts.now().UTC().Format(timestampLayout)}}
		for name, values := range parameters {
			asked[name] = values
		}
		return sts.key(ctx, func() url.Values { return asked }, newRedaction(token))
	}
	return &sessionKeys{fetch: fetch, now: time.Now}, nil
}

// readOIDCToken reads the token each time, since ACK replaces it before it ends.
func readOIDCToken() (string, error) {
	path := os.Getenv(oidcTokenVariable)
	if path == "" {
		path = oidcTokenFile
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the token of the Kubernetes service account can't be read, so RRSA can't be used: %w. It lies there if RRSA is on for the pod; "+
			"if it lies elsewhere, set %s for Grafana and name that in forward_host_env_vars", err, oidcTokenVariable)
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxTokenSize))
	token := strings.TrimSpace(string(text))
	if err == nil && token == "" {
		err = fmt.Errorf("%s is empty", path)
	}
	if err != nil {
		return "", fmt.Errorf("the token of the Kubernetes service account can't be read, so RRSA can't be used: %w", err)
	}
	return token, nil
}
