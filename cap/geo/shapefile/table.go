package shapefile

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

// table is a .dbf file (dBASE III and later): rows of texts.
type table struct {
	name    string
	fields  []field
	rows    int
	width   int
	data    []byte
	latin   bool // Windows-1252 or Latin-1; else UTF-8
	unknown bool // no word on its letters: UTF-8 where it is that
}

type field struct {
	name     string
	from, to int // in the row
}

const maxFields = 255

// newTable reads the header: rows, where they begin, how wide they are, and a field of 32 bytes for each column.
func newTable(name string, b []byte, cpg string) (table, error) {
	t := table{name: name}
	bad := func(what string) (table, error) {
		return t, fmt.Errorf("%s.dbf is no table that can be read: %s", name, what)
	}
	if len(b) < 33 {
		return bad("it is too short")
	}
	rows, header := int64(binary.LittleEndian.Uint32(b[4:])), int(binary.LittleEndian.Uint16(b[8:]))
	t.width = int(binary.LittleEndian.Uint16(b[10:]))
	if header > len(b) || header < 33 || t.width < 1 {
		return bad("its header is damaged")
	}
	at := 1 // the first byte of a row says whether it is deleted
	for p := 32; p+32 <= header && b[p] != '\r' && len(t.fields) < maxFields; p += 32 {
		label, _, _ := strings.Cut(string(b[p:p+11]), "\x00")
		t.fields = append(t.fields, field{strings.ToUpper(strings.TrimSpace(label)), at, at + int(b[p+16])})
		at += int(b[p+16])
	}
	if len(t.fields) == 0 || at > t.width {
		return bad("its columns are wider than its rows")
	}
	t.data = b[header:]
	if rows*int64(t.width) > int64(len(t.data)) {
		return bad(fmt.Sprintf("it is cut short: it has no room for its %d rows; download it again", rows))
	}
	t.rows = int(rows)
	t.letters(cpg, b[29])
	return t, nil
}

// letters finds out how text is written: by the .cpg file, else by the language byte of the table.
func (t *table) letters(cpg string, driver byte) {
	switch cpg = strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(cpg, "\ufeff"))); {
	case strings.Contains(cpg, "UTF"), cpg == "65001":
	case cpg != "", driver == 0x03, driver == 0x57: // 1252 and its kin
		t.latin = true
	default:
		t.unknown = true
	}
}

func (t *table) names() []string {
	var out []string
	for _, f := range t.fields {
		out = append(out, f.name)
	}
	return out
}

// row gives the texts of a row; false when it is deleted.
func (t *table) row(n int) (values []string, ok bool, err error) {
	if n >= t.rows {
		return nil, false, fmt.Errorf("%s.dbf has %d rows, and the map more shapes: they are not of one download", t.name,
			t.rows)
	}
	row := t.data[n*t.width : (n+1)*t.width]
	if row[0] == '*' {
		return nil, false, nil
	}
	values = make([]string, len(t.fields))
	for i, f := range t.fields {
		values[i] = t.text(strings.Trim(string(row[f.from:f.to]), " \x00"))
	}
	return values, true, nil
}

func (t *table) text(s string) string {
	switch {
	case t.latin, t.unknown && !utf8.ValidString(s):
		runes := make([]rune, 0, len(s))
		for i := range len(s) {
			runes = append(runes, latin(s[i]))
		}
		return string(runes)
	case !utf8.ValidString(s):
		return strings.ToValidUTF8(s, "�")
	}
	return s
}

// latin is a byte of Windows-1252, as far as French and English need it.
func latin(b byte) rune {
	switch b {
	case 0x92:
		return '’'
	case 0x96:
		return '–'
	case 0x97:
		return '—'
	case 0x9C:
		return 'œ'
	case 0x8C:
		return 'Œ'
	}
	return rune(b)
}
