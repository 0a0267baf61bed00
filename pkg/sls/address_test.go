package sls

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewAddress(t *testing.T) {
	tests := []struct {
		name, endpoint, project, base, host, err string
	}{
		{name: "public", endpoint: "cn-hangzhou.log.aliyuncs.com", project: "shop", base: "https://shop.cn-hangzhou.log.aliyuncs.com", host: "shop.cn-hangzhou.log.aliyuncs.com"},
		{name: "in a VPC over http", endpoint: "http://cn-hangzhou-intranet.log.aliyuncs.com", project: "shop", base: "http://shop.cn-hangzhou-intranet.log.aliyuncs.com", host: "shop.cn-hangzhou-intranet.log.aliyuncs.com"},
		{name: "spaces, upper case and a slash", endpoint: " HTTPS://CN-Hangzhou.Log.Aliyuncs.com/ ", project: "shop", base: "https://shop.cn-hangzhou.log.aliyuncs.com", host: "shop.cn-hangzhou.log.aliyuncs.com"},
		{name: "gateway with port", endpoint: "https://logs.corp.example:8443", project: "shop", base: "https://shop.logs.corp.example:8443", host: "shop.logs.corp.example:8443"},
		{name: "IP with port", endpoint: "http://127.0.0.1:8080", project: "shop", base: "http://127.0.0.1:8080", host: "shop.127.0.0.1:8080"},
		{name: "IP without scheme", endpoint: "10.0.0.9", project: "shop", base: "https://10.0.0.9", host: "shop.10.0.0.9"},
		{name: "IPv6", endpoint: "http://[::1]:8080", project: "shop", base: "http://[::1]:8080", host: "shop.[::1]:8080"},
		{name: "localhost without scheme", endpoint: "localhost:9999", project: "shop", base: "https://localhost:9999", host: "shop.localhost:9999"},
		{name: "no endpoint", project: "shop", err: "the endpoint is missing"},
		{name: "no project", endpoint: "cn-hangzhou.log.aliyuncs.com", err: "the project is missing"},
		{name: "project with a host in it", endpoint: "cn-hangzhou.log.aliyuncs.com", project: "evil.example/", err: `"evil.example/" is not the name`},
		{name: "project with a line break", endpoint: "cn-hangzhou.log.aliyuncs.com", project: "shop\r\nx", err: "is not the name"},
		{name: "path", endpoint: "https://corp.example/sls", project: "shop", err: "leave out everything but scheme, host and port"},
		{name: "query", endpoint: "corp.example?x=1", project: "shop", err: "leave out everything but scheme, host and port"},
		{name: "other scheme", endpoint: "ftp://corp.example", project: "shop", err: "only https and http are spoken"},
		{name: "no host", endpoint: "https://", project: "shop", err: "no host name that can be read"},
		{name: "blank inside", endpoint: "cn hangzhou.log.aliyuncs.com", project: "shop", err: "no host name that can be read"},
		{name: "port missing", endpoint: "corp.example:", project: "shop", err: "the port after the colon is missing"},
		{name: "port that is no number", endpoint: "corp.example:http", project: "shop", err: "no host name that can be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := newAddress(test.endpoint, test.project)
			if test.err != "" {
				require.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, address{base: test.base, host: test.host}, got)
		})
	}
}

func TestEndpointErrorHidesPassword(t *testing.T) {
	_, err := newAddress("https://user:hunter2@corp.example", "shop")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hunter2")
}
