package emulator

import (
	"fmt"
	"strconv"
	"testing"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
)

const noon = 1_700_000_040 // a whole minute

func TestOfficialClientManagesProjectsLogstoresAndIndexes(t *testing.T) {
	for _, version := range []sls.AuthVersionType{sls.AuthV1, sls.AuthV4} {
		t.Run("signature "+string(version), func(t *testing.T) {
			_, base := startServer(t, Options{})
			client := officialClient(t, base, &sls.Credentials{AccessKeyID: testKeyID, AccessKeySecret: testSecret}, version)

			_, err := client.CreateProject("other", "a second one")
			require.NoError(t, err)
			project, err := client.GetProject("other")
			require.NoError(t, err)
			require.Equal(t, "a second one", project.Description)
			require.Equal(t, "cn-hangzhou", project.Region)

			_, err = client.GetIndex(testProject, testLogstore)
			requireCode(t, err, 404, "LogStoreNotExist")
			require.NoError(t, client.CreateLogStore(testProject, testLogstore, 30, 2, true, 16))
			_, err = client.GetIndex(testProject, testLogstore)
			requireCode(t, err, 400, "IndexConfigNotExist")
			require.NoError(t, client.CreateIndex(testProject, testLogstore, spanIndex()))
			requireCode(t, client.CreateIndex(testProject, testLogstore, spanIndex()), 400, "IndexAlreadyExist")
			index, err := client.GetIndex(testProject, testLogstore)
			require.NoError(t, err)
			require.Equal(t, "long", index.Keys["duration"].Type)
			require.Equal(t, "long", index.Keys["attribute"].JsonKeys["http.status_code"].Type)
			require.EqualValues(t, 2048, index.MaxTextLen)

			requireCode(t, client.CreateLogStore(testProject, testLogstore, 30, 2, true, 16), 400, "LogStoreAlreadyExist")
			names, err := client.ListLogStore(testProject)
			require.NoError(t, err)
			require.Equal(t, []string{testLogstore}, names)
			store, err := client.GetLogStore(testProject, testLogstore)
			require.NoError(t, err)
			require.Equal(t, 30, store.TTL)
			require.NoError(t, client.DeleteLogStore(testProject, testLogstore))
			_, err = client.GetLogStore(testProject, testLogstore)
			requireCode(t, err, 404, "LogStoreNotExist")
			_, err = client.ListLogStore("nowhere")
			requireCode(t, err, 404, "ProjectNotExist")
		})
	}
}

func TestOfficialClientWritesAndSearches(t *testing.T) {
	for _, version := range []sls.AuthVersionType{sls.AuthV1, sls.AuthV4} {
		t.Run("signature "+string(version), func(t *testing.T) {
			_, base := startServer(t, Options{})
			client := officialClient(t, base, &sls.Credentials{AccessKeyID: testKeyID, AccessKeySecret: testSecret}, version)
			makeStore(t, client, spanIndex())
			for i := range 250 {
				put(t, client, logAt(noon+int64(i), "traceID", "a", "spanID", strconv.Itoa(i), "unindexed", "kept"))
			}
			seen := map[string]bool{}
			for offset := int64(0); ; offset += 100 {
				page, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{
					From: noon, To: noon + 250, Query: `traceID: "a"`, Lines: 1000, Offset: offset,
				})
				require.NoError(t, err)
				require.True(t, page.IsComplete())
				require.LessOrEqual(t, len(page.Logs), 100)
				for _, row := range page.Logs {
					require.Equal(t, "kept", row["unindexed"])
					seen[row["spanID"]] = true
				}
				if len(page.Logs) < 100 {
					break
				}
			}
			require.Len(t, seen, 250)

			histogram, err := client.GetHistograms(testProject, testLogstore, "", noon, noon+250, "traceID: a")
			require.NoError(t, err)
			require.EqualValues(t, 250, histogram.Count)
			require.Equal(t, "Complete", histogram.Progress)
			sum := int64(0)
			for _, part := range histogram.Histograms {
				sum += part.Count
			}
			require.EqualValues(t, 250, sum)
		})
	}
}

func TestEveryCompressionOfWritesIsRead(t *testing.T) {
	for _, kind := range []int{sls.Compress_LZ4, sls.Compress_ZSTD, sls.Compress_None} {
		t.Run(fmt.Sprintf("compress type %d", kind), func(t *testing.T) {
			_, base := startServer(t, Options{})
			client := defaultClient(t, base)
			makeStore(t, client, spanIndex())
			require.NoError(t, client.PostLogStoreLogsV2(testProject, testLogstore, &sls.PostLogStoreLogsRequest{
				LogGroup: logGroup(logAt(noon, "traceID", "x")), CompressType: kind,
			}))
			hash := "00000000000000000000000000000000"
			require.NoError(t, client.PutLogsWithCompressType(testProject, testLogstore, logGroup(logAt(noon, "traceID", "x")), kind))
			require.NoError(t, client.PostLogStoreLogs(testProject, testLogstore, logGroup(logAt(noon, "traceID", "x")), &hash))
			page, err := client.GetLogs(testProject, testLogstore, "", noon, noon+1, "traceID: x", 100, 0, true)
			require.NoError(t, err)
			require.Len(t, page.Logs, 3)
		})
	}
}

func TestSignaturesAndCredentials(t *testing.T) {
	restricted := []Credential{
		{ID: "temporary", Secret: "s", Token: "token"},
		{ID: "reader", Secret: "s", Deny: []string{"log:GetIndex", "log:GetProject", "log:ListLogStores"}},
	}
	tests := []struct {
		name    string
		key     sls.Credentials
		code    string
		message string
	}{
		{name: "right key", key: sls.Credentials{AccessKeyID: testKeyID, AccessKeySecret: testSecret}},
		{name: "wrong secret", key: sls.Credentials{AccessKeyID: testKeyID, AccessKeySecret: "x"}, code: "SignatureNotMatch"},
		{name: "unknown key", key: sls.Credentials{AccessKeyID: "x", AccessKeySecret: "x"}, code: "Unauthorized", message: "AccessKeyId not found"},
		{name: "token", key: sls.Credentials{AccessKeyID: "temporary", AccessKeySecret: "s", SecurityToken: "token"}},
		{name: "expired token", key: sls.Credentials{AccessKeyID: "temporary", AccessKeySecret: "s", SecurityToken: "old"}, code: "Unauthorized", message: "security token"},
		{name: "missing token", key: sls.Credentials{AccessKeyID: "temporary", AccessKeySecret: "s"}, code: "Unauthorized", message: "security token"},
		{name: "denied", key: sls.Credentials{AccessKeyID: "reader", AccessKeySecret: "s"}, code: "Unauthorized", message: "denied by sts or ram, action: log:ListLogStores"},
	}
	for _, test := range tests {
		for _, version := range []sls.AuthVersionType{sls.AuthV1, sls.AuthV4} {
			t.Run(test.name+" "+string(version), func(t *testing.T) {
				_, base := startServer(t, Options{Credentials: map[string]string{testKeyID: testSecret}, Restricted: restricted})
				_, err := officialClient(t, base, &test.key, version).ListLogStore(testProject)
				if test.code == "" {
					require.NoError(t, err)
					return
				}
				require.Contains(t, requireCode(t, err, 401, test.code), test.message)
			})
		}
	}
}
