package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/tests/process"
)

const mib = 1 << 20

// What Linux tells of a process's resident memory in /proc/<id>/status
// (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html).
const (
	residentNow  = "VmRSS"
	residentMost = "VmHWM"
)

// errUntold says that the system has no /proc.
var errUntold = errors.New("this system doesn't tell the memory of a process")

// resident reads one of the two in bytes.
func resident(plugin *process.Plugin, which string) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", plugin.ID()))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, errUntold
	}
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == which+":" && fields[2] == "kB" {
			kilobytes, err := strconv.ParseFloat(fields[1], 64)
			return kilobytes * 1024, err
		}
	}
	return 0, errUntold
}

// restTime is how long a process is left alone before its memory is read.
const restTime = time.Second

// idleMemory adds the resident memory of a process that has nothing to do.
func idleMemory(plugin *process.Plugin, to *figure) error {
	time.Sleep(restTime)
	now, err := resident(plugin, residentNow)
	if errors.Is(err, errUntold) {
		return nil
	}
	to.values = append(to.values, now/mib)
	return err
}
