//go:build !linux

package process

import "os/exec"

// DieWithParent does nothing: only Linux can tell a process that its parent died.
func DieWithParent(*exec.Cmd) {}
