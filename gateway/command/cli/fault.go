package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"

	"bordercast/gateway/api"
	"bordercast/gateway/officer"
	"bordercast/gateway/stock"
)

// coded is an error that knows its exit code. Without a cause everything has been said already.
type coded struct {
	code  int
	cause error
}

// Error is the cause's sentence.
func (c *coded) Error() string {
	if c.cause == nil {
		return ""
	}
	return c.cause.Error()
}

// Unwrap is the cause.
func (c *coded) Unwrap() error { return c.cause }

// Wrong marks an error as lying in the input: exit code 1.
func Wrong(err error) error { return &coded{1, err} }

// Said is exit code code, with everything said already.
func Said(code int) error {
	if code == 0 {
		return nil
	}
	return &coded{code, nil}
}

// CodeOf is the exit code of an error. A refusal by the daemon is about what was asked, so 1; that there is no
// daemon, or a broken one, is 2.
func CodeOf(err error) int {
	var c *coded
	var fault *api.Fault
	var unfit stock.Problem // the folder is another's
	switch {
	case err == nil:
		return 0
	case errors.As(err, &c):
		return c.code
	case errors.As(err, &unfit):
		return 1
	case errors.As(err, &fault):
		switch fault.Code {
		case api.NotRunning, api.NotAllowed, api.NotReady, api.Internal, api.BadRequest:
			return 2
		}
		return 1
	}
	return 2
}

// Complain says what went wrong, if anything, and gives the exit code.
func (e *Env) Complain(err error) int {
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	err = inWords(err)
	switch {
	case err == nil || err.Error() == "":
	case e.Programs:
		enc := json.NewEncoder(e.Err)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(map[string]complaint{"error": {codeWord(err), PlainLines(err.Error())}})
	default:
		text := "bordercast: " + PlainLines(err.Error())
		if e.Live && !strings.Contains(text, "\n") { // what shows a piece of a file keeps its lines
			text = wrap(text, max(40, min(e.Width, 120)))
		}
		e.Sayf("%s\n", text)
	}
	return CodeOf(err)
}

// complaint is an error for programs.
type complaint struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// codeWord is the stable code of an error: the one that the gateway gave, or what kind of failure it is.
func codeWord(err error) string {
	var fault *api.Fault
	var refusal *officer.Refusal
	var unfit stock.Problem
	switch {
	case errors.As(err, &fault):
		return fault.Code
	case errors.As(err, &refusal):
		return refusal.Code
	case errors.As(err, &unfit):
		return unfit.Code
	case CodeOf(err) == 1:
		return "wrong-input"
	}
	return "failed"
}

// inWords makes a sentence of what the system says about a file or an address, where nobody has before.
func inWords(err error) error {
	switch said := err.(type) {
	case *fs.PathError:
		return &unopened{said.Path + " " + systemSays(said.Err), err}
	case *os.LinkError:
		return &unopened{said.New + " " + systemSays(said.Err), err}
	case *net.OpError:
		if said.Addr != nil {
			return &unopened{said.Addr.String() + " " + systemSays(said.Err), err}
		}
	}
	return err
}

func systemSays(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is not there: look at its name, and from which folder it is named"
	case errors.Is(err, fs.ErrPermission):
		return "may not be used by you: ask its owner for it, or act as the account that may"
	case errors.Is(err, fs.ErrExist):
		return "is there already: name another, or remove it"
	case errors.Is(err, syscall.EISDIR):
		return "is a folder: name a file"
	case errors.Is(err, syscall.ENOTDIR):
		return "lies under something that is a file and no folder: look at the path"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "cannot be written, for the disk is full: make room, and try again"
	case errors.Is(err, syscall.EROFS):
		return "cannot be written, for its disk is read-only: name a place on another"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "takes no connection: nothing listens there, or a firewall stands between"
	case errors.Is(err, syscall.EADDRINUSE):
		return "is in use by another program: stop it, or take another port"
	}
	return "cannot be used: " + err.Error()
}
