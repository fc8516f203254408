package translate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// A telephone's screen: so many lines of a note come first, and none is longer.
const (
	screenLines = 13
	screenWidth = 240
)

// TestNotes shows the notes of twenty-four fictional alerts, fourteen of them to Canada, as an officer of either
// country reads them: who said what, where of all areas and in which of their own districts or how far away, to act or
// to know, until when the hazard lasts and the message, what has ended where, all on the first screen.
func TestNotes(t *testing.T) {
	files, err := filepath.Glob("testdata/notes/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[cap.Side]int{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		to := cap.Side(strings.TrimPrefix(name, "to-")[:2])
		counts[to]++
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, _, err := cap.Read(raw)
			if err != nil {
				t.Fatal(err)
			}
			req := request(a, to, true)
			req.Atlas, req.At = atlas(t), a.Sent.At
			var reports []translate.Report
			for _, d := range all(t, req) {
				reports = append(reports, d.Report)
			}
			english, french := translate.Note(reports, false), translate.Note(reports, true)
			for _, note := range []string{english, french} {
				screen, rest, ok := strings.Cut(note, "\n\n")
				if !ok || rest == "" {
					t.Errorf("there is nothing below the first screen:\n%s", note)
				}
				lines := strings.Split(screen, "\n")
				if len(lines) > screenLines {
					t.Errorf("the first screen has %d lines:\n%s", len(lines), screen)
				}
				for _, line := range lines {
					if utf8.RuneCountInString(line) > screenWidth {
						t.Errorf("too long for the first screen: %s", line)
					}
				}
			}
			golden(t, filepath.Join("notes", name+".golden"), []byte(english+"\n"+french))
		})
	}
	if counts[cap.CA] != 14 || counts[cap.US] != 10 {
		t.Errorf("%d notes to Canada and %d to the United States", counts[cap.CA], counts[cap.US])
	}
}
