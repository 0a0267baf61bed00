// Package servers runs real servers that the plugin works with, built from Go
// modules by `make test-servers`. Its tests, behind the build tag servers, hold
// the provisioned data sources to them.
package servers
