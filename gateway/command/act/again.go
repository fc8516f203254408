package act

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/exercise/restamp"
)

// Again are the options of send for recordings.
type Again struct {
	Restamp bool     `help:"Send recordings again: with new identifiers, times of now, and references that fit."`
	Actual  bool     `help:"With --restamp: take alerts of status Actual, too. They are real warnings then."`
	Sign    []string `placeholder:"KEY" help:"With --restamp: sign with this key, NAME.key, and the certificate NAME.pem beside it. SENDER=KEY signs what that sender sent; may be given several times."`
	Out     string   `type:"path" placeholder:"DIR" help:"With --restamp: send nothing, and write the alerts into this new folder. It needs no --as and no gateway."`
}

// fit says what of the options makes no sense together.
func (c Send) fit() error {
	switch {
	case !c.Restamp && (c.Actual || len(c.Sign) > 0 || c.Out != ""):
		return errors.New("--actual, --sign and --out are for recordings: give --restamp with them")
	case c.Out != "" && c.As != "":
		return errors.New("--out writes files and --as sends them: give one of the two")
	case c.Out == "" && c.As == "":
		return errors.New("missing flags: --as=SYSTEM: see bordercast send --help")
	}
	return nil
}

// restamped are the files and what is in the folders, as they can be sent again.
func (c Send) restamped(e *cli.Env) ([]alertFile, error) {
	documents, err := c.documents(e)
	if err != nil {
		return nil, err
	}
	o := restamp.Options{Now: e.Clock.Now(), Rand: rand.Reader, Actual: c.Actual}
	if o.Key, err = signers(c.Sign); err != nil {
		return nil, cli.Wrong(err)
	}
	all, err := restamp.All(documents, o)
	var refused *restamp.Refusal
	if errors.As(err, &refused) {
		return nil, &api.Fault{Code: refused.Code, Text: refused.Text}
	}
	if err != nil {
		return nil, cli.Wrong(err)
	}
	var alerts []alertFile
	for _, one := range all {
		for _, left := range one.Left {
			e.Sayf("%s: it references %s, which is not among these alerts: that stays as it is\n", one.Name, cli.Plain(left))
		}
		if one.Unsigned {
			e.Sayf("%s: its signature, which no longer holds, is taken out\n", one.Name)
		}
		alerts = append(alerts, alertFile{one.Name, one.Bytes, one.After})
	}
	return alerts, nil
}

// documents are the files that are named, and those of the folders, by name.
func (c Send) documents(e *cli.Env) (all []restamp.Document, err error) {
	for _, path := range c.Files {
		files := []string{path}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			if files, err = alertsIn(path); err != nil {
				return nil, err
			}
			if len(files) == 0 {
				return nil, cli.Wrong(fmt.Errorf("%s has no .xml file: name a folder of recorded alerts", path))
			}
		}
		for _, file := range files {
			b, err := e.Read(file)
			if err != nil {
				return nil, err
			}
			all = append(all, restamp.Document{Name: file, Bytes: b})
		}
	}
	return all, nil
}

// alertsIn are the .xml files of a folder and of those in it, by name.
func alertsIn(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.EqualFold(filepath.Ext(path), ".xml") {
			files = append(files, path)
		}
		return err
	})
	slices.Sort(files)
	return files, err
}

// signers finds a sender's key among those given: its own, or the one for everybody. No keys are for nobody.
func signers(given []string) (func(sender string) *certs.Key, error) {
	bySender := map[string]*certs.Key{}
	for _, one := range given {
		sender, file, of := strings.Cut(one, "=")
		if !of {
			sender, file = "", one
		}
		if bySender[sender] != nil {
			return nil, fmt.Errorf("--sign %s: there is another key for the same alerts: give one", one)
		}
		key, err := certs.LoadKey(file)
		if err != nil {
			return nil, err
		}
		bySender[sender] = &key
	}
	return func(sender string) *certs.Key {
		if own := bySender[sender]; own != nil {
			return own
		}
		return bySender[""]
	}, nil
}

// write puts alerts into a new folder, numbered in their order.
func (c Send) write(e *cli.Env, alerts []alertFile) error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("%s cannot be made: %w", c.Out, err)
	}
	if there, err := os.ReadDir(c.Out); err != nil || len(there) > 0 {
		return cli.Wrong(errors.Join(err, fmt.Errorf("%s is not empty: name a new folder with --out", c.Out)))
	}
	for i, l := range alerts {
		file := filepath.Join(c.Out, fmt.Sprintf("%04d-%s", i+1, filepath.Base(l.file)))
		if l.file == "-" {
			file = filepath.Join(c.Out, fmt.Sprintf("%04d.xml", i+1))
		}
		if err := os.WriteFile(file, l.bytes, 0o644); err != nil {
			return fmt.Errorf("%s cannot be written: %w", file, err)
		}
		if c.JSON {
			_ = e.JSONLine(writtenAgain{l.file, file})
			continue
		}
		e.Printf("%s: written to %s\n", l.file, file)
	}
	return nil
}

// writtenAgain is a file in the JSON of send --restamp --out.
type writtenAgain struct {
	From    string `json:"from"`
	Written string `json:"written"`
}
