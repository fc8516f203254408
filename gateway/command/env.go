package command

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf16"

	"golang.org/x/term"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/clock"
	"bordercast/gateway/officer"
	"bordercast/gateway/stock"
)

// env is the process around a command.
type env struct {
	in       io.Reader
	out, err io.Writer
	prose    bool // standard output is a terminal: a person reads it
	colour   bool
	live     bool // standard error is a terminal
	asks     bool // standard input and output are terminals: a person can be asked
	programs bool // --json was given: errors are JSON, too
	width    int
	clock    adapters.Clock
}

// terminal is the real process.
func terminal() *env {
	e := &env{in: bufio.NewReader(os.Stdin), out: os.Stdout, err: os.Stderr, width: 100, clock: clock.Real{}}
	e.prose = term.IsTerminal(int(os.Stdout.Fd()))
	e.live = term.IsTerminal(int(os.Stderr.Fd()))
	e.asks = e.prose && term.IsTerminal(int(os.Stdin.Fd()))
	e.colour = e.prose && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 {
		e.width = w
	}
	return e
}

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

// wrong marks an error as lying in the input: exit code 1.
func wrong(err error) error { return &coded{1, err} }

// said is exit code code, with everything said already.
func said(code int) error {
	if code == 0 {
		return nil
	}
	return &coded{code, nil}
}

// codeOf is the exit code of an error. A refusal by the daemon is about what was asked, so 1; that there is no
// daemon, or a broken one, is 2.
func codeOf(err error) int {
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

// complain says what went wrong, if anything, and gives the exit code.
func (e *env) complain(err error) int {
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	err = inWords(err)
	switch {
	case err == nil || err.Error() == "":
	case e.programs:
		enc := json.NewEncoder(e.err)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(map[string]complaint{"error": {codeWord(err), plainLines(err.Error())}})
	default:
		text := "bordercast: " + plainLines(err.Error())
		if e.live && !strings.Contains(text, "\n") { // what shows a piece of a file keeps its lines
			text = wrap(text, max(40, min(e.width, 120)))
		}
		e.sayf("%s\n", text)
	}
	return codeOf(err)
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
	case codeOf(err) == 1:
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

// sayf writes to standard error, for people.
func (e *env) sayf(format string, args ...any) {
	_, _ = io.WriteString(e.err, e.safe(fmt.Sprintf(format, args...)))
}

// printf writes to standard output. An output that has gone away (a closed pipe) ends the process by its signal.
func (e *env) printf(format string, args ...any) {
	_, _ = io.WriteString(e.out, e.safe(fmt.Sprintf(format, args...)))
}

// safe is what may be printed: plainLines, but for the program's own colours. Names of files, tokens on the command line
// and whatever else came from outside pass here if they passed nowhere before.
func (e *env) safe(s string) string {
	if !e.colour {
		return plainLines(s)
	}
	var b strings.Builder
	last := 0
	for _, at := range painted.FindAllStringIndex(s, -1) {
		b.WriteString(plainLines(s[last:at[0]]) + s[at[0]:at[1]])
		last = at[1]
	}
	return b.String() + plainLines(s[last:])
}

// json writes one value for programs.
func (e *env) json(value any) error {
	return e.encoded(value, "  ")
}

// jsonLine writes one value on one line, for programs that read a stream.
func (e *env) jsonLine(value any) error {
	return e.encoded(value, "")
}

// encoded writes JSON in which characters that move or hide text are spelled as escapes: programs read the same, and no
// terminal is driven by it.
func (e *env) encoded(value any, indent string) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(value); err != nil {
		return err
	}
	var safe strings.Builder
	for _, r := range b.String() {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&safe, "\\u%04x", unit)
			}
			continue
		}
		safe.WriteRune(r)
	}
	_, err := io.WriteString(e.out, safe.String())
	return err
}

// read gives the bytes of a file, or of standard input for "-". Alerts are at most limit bytes; one more is read so
// that what is too large is seen to be.
func (e *env) read(file string) ([]byte, error) {
	if file == "-" {
		return bounded(e.in, "standard input")
	}
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name the files in it", file)
	}
	return bounded(f, file)
}

// answer is the next line of standard input. An interrupt ends the wait.
func (e *env) answer(ctx context.Context) (string, error) {
	type input struct {
		text string
		err  error
	}
	given := make(chan input, 1)
	go func() {
		text, err := bufio.NewReader(e.in).ReadString('\n')
		given <- input{text, err}
	}()
	select {
	case a := <-given:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// maxFile is more than any alert may be (5 MB), so that the reader of alerts, not this one, says what is too large.
const maxFile = 64 << 20

func bounded(r io.Reader, name string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("%s is larger than %d MB: no alert is", name, maxFile>>20)
	}
	return b, err
}

// painted finds what paint writes; none of it moves or hides anything.
var painted = regexp.MustCompile("\x1b\\[(?:0|1|2|31|32|33)m")

// plain makes text from outside safe to print on one line: control and formatting characters, which can drive a
// terminal or turn the reading direction, become spaces, and runs of spaces one.
func plain(s string) string { return strings.Join(strings.Fields(clean(s, "")), " ") }

// plainLines is plain that keeps line ends, for messages that show a piece of a file under themselves.
func plainLines(s string) string { return clean(s, "\n\t") }

func clean(s, keep string) string {
	return strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) && !strings.ContainsRune(keep, r) {
			return ' '
		}
		return r
	}, s)
}

// unopened is why a file that a person named was not opened, in words; the system's own error stands behind it.
type unopened struct {
	text  string
	cause error
}

func (u *unopened) Error() string { return u.text }
func (u *unopened) Unwrap() error { return u.cause }

// open opens a file that a person named.
func open(file string) (*os.File, error) {
	f, err := os.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &unopened{"there is no file " + file + ": look at its name, and from which folder it is named", err}
	case errors.Is(err, fs.ErrPermission):
		return nil, &unopened{file + " cannot be read by you: ask its owner for it", err}
	}
	return f, err
}
