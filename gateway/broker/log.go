package broker

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/zap"
)

// A journal takes what the server would print: nothing reaches the console, refused publications become calls of
// Violation, and what the server calls fatal is kept for Start to return (its own logger would end the process).
type journal struct {
	log       *zap.SugaredLogger
	violation func(user, topic string)
	user      func(connection uint64) string

	mu    sync.Mutex // guards fatal
	fatal error
}

var _ server.Logger = (*journal)(nil)

func newJournal(o Options) *journal {
	log := o.Log
	if log == nil {
		log = zap.NewNop()
	}
	j := &journal{log: log.Named("broker").Sugar(), violation: o.Violation, user: func(uint64) string { return "" }}
	if j.violation == nil {
		j.violation = func(string, string) {}
	}
	return j
}

// Noticef is for what is of interest to a developer only.
func (j *journal) Noticef(format string, v ...any) { j.log.Debugf(format, v...) }

// Debugf is never called: the server's debug flag is off.
func (j *journal) Debugf(string, ...any) {}

// Tracef is never called either.
func (j *journal) Tracef(string, ...any) {}

// Warnf passes a warning on.
func (j *journal) Warnf(format string, v ...any) { j.log.Warnf(format, v...) }

// Fatalf keeps the first cause.
func (j *journal) Fatalf(format string, v ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fatal == nil {
		j.fatal = fmt.Errorf(format, v...)
	}
	j.log.Errorf(format, v...)
}

func (j *journal) failed() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.fatal
}

// refused is the line the server writes for a publication it does not forward (NATS 2.15.2, client.go
// pubPermissionViolation), after the client's own name for itself.
var refused = regexp.MustCompile(`mid:(\d+) - .*Publish Violation - Subject ("(?:[^"\\]|\\.)*")$`)

// Errorf passes an error on, and finds the forbidden publications among them.
func (j *journal) Errorf(format string, v ...any) {
	line := fmt.Sprintf(format, v...)
	if user, topic, ok := j.forbidden(line); ok {
		j.log.Warnw("forbidden publication", "user", user, "topic", topic, "line", line)
		j.violation(user, topic)
		return
	}
	if strings.Contains(line, server.ErrAuthentication.Error()) {
		j.log.Debug(line) // whoever is refused is told so, and tries again every few seconds
		return
	}
	j.log.Warn(line)
}

// forbidden reads the server's line about a publication it did not forward.
func (j *journal) forbidden(line string) (user, to string, ok bool) {
	m := refused.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	subject, err := strconv.Unquote(m[2])
	if err != nil {
		return "", "", false
	}
	id, err := strconv.ParseUint(m[1], 10, 64)
	if err != nil {
		return "", "", false
	}
	return j.user(id), topic(subject), true
}
