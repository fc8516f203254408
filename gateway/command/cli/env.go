package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/term"

	"bordercast/adapters"
	"bordercast/gateway/clock"
)

// Env is the process around a command.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Prose    bool // standard output is a terminal: a person reads it
	Colour   bool
	Live     bool // standard error is a terminal
	Asks     bool // standard input and output are terminals: a person can be asked
	Programs bool // --json was given: errors are JSON, too
	Width    int
	Clock    adapters.Clock
}

// Terminal is the real process.
func Terminal() *Env {
	e := &Env{In: bufio.NewReader(os.Stdin), Out: os.Stdout, Err: os.Stderr, Width: 100, Clock: clock.Real{}}
	e.Prose = term.IsTerminal(int(os.Stdout.Fd()))
	e.Live = term.IsTerminal(int(os.Stderr.Fd()))
	e.Asks = e.Prose && term.IsTerminal(int(os.Stdin.Fd()))
	e.Colour = e.Prose && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 {
		e.Width = w
	}
	return e
}

// Sayf writes to standard error, for people.
func (e *Env) Sayf(format string, args ...any) {
	_, _ = io.WriteString(e.Err, e.safe(fmt.Sprintf(format, args...)))
}

// Printf writes to standard output. An output that has gone away (a closed pipe) ends the process by its signal.
func (e *Env) Printf(format string, args ...any) {
	_, _ = io.WriteString(e.Out, e.safe(fmt.Sprintf(format, args...)))
}

// safe is what may be printed: plainLines, but for the program's own colours. Names of files, tokens on the command
// line and whatever else came from outside pass here if they passed nowhere before.
func (e *Env) safe(s string) string {
	if !e.Colour {
		return PlainLines(s)
	}
	var b strings.Builder
	last := 0
	for _, at := range painted.FindAllStringIndex(s, -1) {
		b.WriteString(PlainLines(s[last:at[0]]) + s[at[0]:at[1]])
		last = at[1]
	}
	return b.String() + PlainLines(s[last:])
}

// JSON writes one value for programs.
func (e *Env) JSON(value any) error {
	return e.encoded(value, "  ")
}

// JSONLine writes one value on one line, for programs that read a stream.
func (e *Env) JSONLine(value any) error {
	return e.encoded(value, "")
}

// encoded writes JSON in which characters that move or hide text are spelled as escapes: programs read the same, and no
// terminal is driven by it.
func (e *Env) encoded(value any, indent string) error {
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
	_, err := io.WriteString(e.Out, safe.String())
	return err
}

// Answer is the next line of standard input. An interrupt ends the wait.
func (e *Env) Answer(ctx context.Context) (string, error) {
	type input struct {
		text string
		err  error
	}
	given := make(chan input, 1)
	go func() {
		text, err := bufio.NewReader(e.In).ReadString('\n')
		given <- input{text, err}
	}()
	select {
	case a := <-given:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
