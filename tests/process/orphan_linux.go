package process

import (
	"os/exec"
	"syscall"
)

// DieWithParent lets the kernel end a process that is yet to start when the one
// that started it has gone without a word, as a test does that panics.
func DieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
