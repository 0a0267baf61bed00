package emulator

import (
	"net/http"
	"strconv"

	sls "github.com/aliyun/aliyun-log-go-sdk"
)

// Documented limits of one write. Source:
// https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-putlogs
const (
	maxGroupBytes = 3 << 20
	maxGroupLogs  = 4096
	maxValueBytes = 1 << 20
)

// putLogs stores a LogGroup. The message is decoded with the official
// client's generated type.
func putLogs(c *call) (*reply, error) {
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	group, err := readGroup(c)
	if err != nil {
		return nil, err
	}
	store.append(group)
	return emptyReply(), nil
}

func readGroup(c *call) (*sls.LogGroup, error) {
	if kind := c.request.Header.Get("Content-Type"); kind != "application/x-protobuf" {
		return nil, refuse(http.StatusUnsupportedMediaType, "InvalidContentType", "Content-Type %s is unsupported", kind)
	}
	plain, err := plainBody(c.request, c.body)
	if err != nil {
		return nil, err
	}
	if len(plain) > maxGroupBytes {
		return nil, refuse(http.StatusBadRequest, "PostBodyTooLarge", "Body size %d must little than %d", len(plain), maxGroupBytes)
	}
	group := &sls.LogGroup{}
	if err := group.Unmarshal(plain); err != nil {
		return nil, refuse(http.StatusBadRequest, "PostBodyInvalid", "Protobuffer content cannot be parsed: %s", err)
	}
	return group, checkGroup(group)
}

func checkGroup(group *sls.LogGroup) error {
	if len(group.Logs) > maxGroupLogs {
		return refuse(http.StatusBadRequest, "PostBodyTooLarge", "logs number %d must little than %d", len(group.Logs), maxGroupLogs)
	}
	for _, log := range group.Logs {
		for _, content := range log.Contents {
			if content.GetKey() == "" {
				return refuse(http.StatusBadRequest, "InvalidKey", "Key cannot be empty")
			}
			if len(content.GetValue()) > maxValueBytes {
				return refuse(http.StatusBadRequest, "PostBodyTooLarge", "the value of %s is longer than %d bytes", content.GetKey(), maxValueBytes)
			}
		}
	}
	return nil
}

func (l *logstore) append(group *sls.LogGroup) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, log := range group.Logs {
		fields := map[string]string{fieldTopic: group.GetTopic(), fieldSource: group.GetSource()}
		for _, tag := range group.LogTags {
			fields[tagPrefix+tag.GetKey()] = tag.GetValue()
		}
		for _, content := range log.Contents {
			fields[content.GetKey()] = content.GetValue()
		}
		stored := newRow(int64(len(l.rows)+1), int64(log.GetTime()), fields, l.index)
		if ns := log.GetTimeNs(); ns != 0 {
			stored.timeNs = strconv.FormatUint(uint64(ns), 10)
		}
		l.rows = append(l.rows, stored)
	}
}
