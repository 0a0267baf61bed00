package sls

import (
	"context"
	"net/url"
	"slices"
	"strconv"
)

// ProjectInfo describes a project.
type ProjectInfo struct {
	// Name is the project's name, Region where it is, for example cn-hangzhou, and
	// Status is Normal or Disable.
	Name, Region, Status string
}

// Project asks what the project is. It needs the permission log:GetProject.
// https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-getproject
func (c *Client) Project(ctx context.Context) (ProjectInfo, error) {
	var wire struct {
		ProjectName string `json:"projectName"`
		Region      string `json:"region"`
		Status      string `json:"status"`
	}
	_, err := c.getJSON(ctx, apiRequest{path: "/"}, &wire)
	return ProjectInfo{Name: wire.ProjectName, Region: wire.Region, Status: wire.Status}, err
}

const (
	// logstorePageSize is the most that the service lists at a time.
	logstorePageSize = 500
	// maxLogstorePages bounds the listing; a project has 200 logstores unless its
	// quota was raised.
	maxLogstorePages = 20
)

// Logstores lists the names of the project's logstores, in alphabetical order.
// It needs the permission log:ListLogStores.
// https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-listlogstores
func (c *Client) Logstores(ctx context.Context) ([]string, error) {
	var names []string
	for range maxLogstorePages {
		var page struct {
			Total     int      `json:"total"`
			Logstores []string `json:"logstores"`
		}
		query := url.Values{"offset": {strconv.Itoa(len(names))}, "size": {strconv.Itoa(logstorePageSize)}}
		if _, err := c.getJSON(ctx, apiRequest{path: "/logstores", query: query}, &page); err != nil {
			return nil, err
		}
		names = append(names, page.Logstores...)
		if len(page.Logstores) == 0 || len(names) >= page.Total {
			break
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
