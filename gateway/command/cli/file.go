package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Read gives the bytes of a file, or of standard input for "-". Alerts are at most limit bytes; one more is read so
// that what is too large is seen to be.
func (e *Env) Read(file string) ([]byte, error) {
	if file == "-" {
		return bounded(e.In, "standard input")
	}
	f, err := Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name the files in it", file)
	}
	return bounded(f, file)
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

// unopened is why a file that a person named was not opened, in words; cause is the system's own error.
type unopened struct {
	text  string
	cause error
}

func (u *unopened) Error() string { return u.text }

func (u *unopened) Unwrap() error { return u.cause }

// Open opens a file that a person named.
func Open(file string) (*os.File, error) {
	f, err := os.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &unopened{"there is no file " + file + ": look at its name, and from which folder it is named", err}
	case errors.Is(err, fs.ErrPermission):
		return nil, &unopened{file + " cannot be read by you: ask its owner for it", err}
	}
	return f, err
}
