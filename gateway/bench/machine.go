package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine is a line about what all figures depend on.
func machine() string {
	return fmt.Sprintf("%d × %s · %s %s · %s", runtime.NumCPU(), model(), runtime.Version(),
		runtime.GOOS+"/"+runtime.GOARCH, mosquittoVersion())
}

func model() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

func mosquittoVersion() string {
	out, _ := exec.Command("mosquitto", "-h").Output() // it exits with 1 after printing its help
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

// load is the machine's load average over the last minute: above a fraction, others work on it too.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	one, _, _ := strings.Cut(string(text), " ")
	return one
}

// stolen is how much of the processors' time the host has given to others, and how much there was, in ticks since the
// start.
func stolen() (taken, all float64) {
	text, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(text), "\n")
	for n, field := range strings.Fields(line)[1:] {
		ticks, _ := strconv.ParseFloat(field, 64)
		if n < 8 { // guest time is in user time already
			all += ticks
		}
		if n == 7 {
			taken = ticks
		}
	}
	return taken, all
}

// syncLatency writes and syncs 4 KB a thousand times in dir.
func syncLatency(dir string) (times, error) {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := bytes.Repeat([]byte("bordercast"), 410)
	var all times
	for range 1000 {
		start := time.Now()
		if _, err := f.Write(page); err != nil {
			return nil, err
		}
		if err := f.Sync(); err != nil {
			return nil, err
		}
		all = append(all, time.Since(start))
	}
	return all, nil
}

// spent is the processor time of a process so far, its own and the kernel's for it.
func spent(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	kernel, _ := strconv.Atoi(fields[12])
	return time.Duration(user+kernel) * time.Second / 100 // USER_HZ is 100 on every Linux that Go runs on
}

// memory is a value of /proc/PID/status in MB: VmRSS, or VmHWM for the most it ever was.
func memory(pid int, name string) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			kb, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
