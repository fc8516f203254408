package french_test

import (
	"strings"
	"testing"

	"bordercast/cap/french"
)

func TestRead(t *testing.T) {
	const e = "l'intérieur"
	for name, c := range map[string]struct {
		file string
		want french.Text
	}{
		"the form": {french.Form, french.Text{Headline: "Fuite de chlore à Calais – restez à l'intérieur",
			Description: "Un nuage de chlore se dirige vers St. Stephen.\nIl y sera vers 18 h 30.",
			Instruction: "Fermez portes et fenêtres."}},
		"English headings": {"headline: " + e + "\ndescription: a\ninstruction: b\n", french.Text{Headline: e,
			Description: "a", Instruction: "b"}},
		"no instruction": {"TITRE: t\nDESCRIPTION: a\n\nb : c\n", french.Text{Headline: "t", Description: "a\n\nb : c"}},
		"another order": {"CONSIGNES: c\nDESCRIPTION\u00a0: d\nTITRE\u202f: t", french.Text{Headline: "t",
			Description: "d", Instruction: "c"}},
		"Windows": {"\ufeffTITRE :\r\nt\r\n\r\nDESCRIPTION :\r\na\r\nb\r\n", french.Text{Headline: "t",
			Description: "a\nb"}},
		"a word in capital": {"TITRE: t\nDESCRIPTION:\nATTENTION : n'approchez pas.\n", french.Text{Headline: "t",
			Description: "ATTENTION : n'approchez pas."}},
	} {
		got, err := french.Read([]byte(c.file))
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if err := got.Check(); err != nil {
			t.Errorf("%s: it was read, and is refused: %v", name, err)
		}
	}
}

// Each mistake is one sentence with its line.
func TestMistakesInAFile(t *testing.T) {
	for file, want := range map[string]string{
		"":                                     `line 1: the file ends without a headline: begin a line with "TITRE :" and write it there`,
		"TITRE: t\n":                           `line 1: the file ends without a description: begin a line with "DESCRIPTION :" and write it there`,
		"\nFuite de chlore\n":                  `line 2: text stands before the first heading: begin with "TITRE :"`,
		"TITRE: a\nb\nDESCRIPTION: c":          `line 2: the headline is one line, and here is a second: begin the next part with "DESCRIPTION :"`,
		"TITRE: a\nDESCRIPTION: b\nTITRE: c":   "line 3: a second headline begins here: keep one",
		"TITRE:\nDESCRIPTION: b":               "line 2: the headline above is empty: write it, or take its heading out",
		"TITRE: a\nDESCRIPTION: b\nCONSIGNES:": "line 3: the instruction above is empty: write it, or take its heading out",
		"TITRE: a\nDESCRIPTION: b\nCONSINGES:": `line 3: "CONSINGES:" is no heading: write TITRE, DESCRIPTION or CONSIGNES, or put something behind the colon`,
		"TITRE: a\nDESCRIPTION: b\x1b[2J":      "line 2: the line holds the character U+001B, which nobody sees as it was meant: take it out",
		"TITRE: a\tb\nDESCRIPTION: b":          "line 1: the line holds the character U+0009, which nobody sees as it was meant: take it out",
		"TITRE: a\u202eb\nDESCRIPTION: b":      "line 1: the line holds the character U+202E, which nobody sees as it was meant: take it out",
		"TITRE: pr\xe9vu\nDESCRIPTION: b":      "line 1: the line is not UTF-8: save it as UTF-8",
		"TITRE: " + strings.Repeat("é", 161) +
			"\nDESCRIPTION: b": "line 2: the headline above has 161 characters, and may have 160: shorten it",
		"TITRE: a\nDESCRIPTION: " + strings.Repeat("é",
			4001): "line 2: the description above has 4001 characters, and may have 4000: shorten it",
		"TITRE: a\nDESCRIPTION: b\nCONSIGNES: " + strings.Repeat("é ",
			1001): "line 3: the instruction above has 2001 characters, and may have 2000: shorten it",
		"TITRE: a\nDESCRIPTION: b\n" + strings.Repeat("\n",
			french.MaxFile-23): "the file has 32769 bytes, and a French text has 32768 at most: shorten it",
	} {
		if got, err := french.Read([]byte(file)); err == nil || err.Error() != want {
			t.Errorf("%.60q: %+v, %v, want %s", file, got, err, want)
		}
	}
}

// What comes by no file is judged alike.
func TestCheck(t *testing.T) {
	for want, text := range map[string]french.Text{
		"the French headline is empty: write it":    {Description: "d"},
		"the French description is empty: write it": {Headline: "h"},
		"the French instruction is empty: write it": {Headline: "h",
			Description: "d", Instruction: " \n"},
		"the French headline is of several lines: write one": {Headline: "a\nb", Description: "d"},
		"the French headline has 161 characters, and may have 160: shorten it": {Headline: strings.Repeat("h", 161),
			Description: "d"},
		"the French description holds the character U+0000, which nobody sees as it was meant: take it out": {Headline: "h",
			Description: "d\x00"},
		"the French instruction holds the character U+FFFD, which nobody sees as it was meant: take it out": {Headline: "h",
			Description: "d", Instruction: "\ufffd"},
	} {
		if err := text.Check(); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", text, err, want)
		}
	}
}

// Whatever is in a file, what is read of it may stand in an alert.
func FuzzRead(f *testing.F) {
	f.Add([]byte(french.Form))
	f.Add([]byte("\ufeffTITRE:\r\na\r\nDESCRIPTION :\u00a0b\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		text, err := french.Read(file)
		if err != nil {
			if strings.Contains(err.Error(), "\n") || text != (french.Text{}) {
				t.Errorf("%q, %+v", err, text)
			}
			return
		}
		if err := text.Check(); err != nil || text.By+text.Party != "" {
			t.Errorf("%+v: %v", text, err)
		}
	})
}
