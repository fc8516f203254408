package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// TimeForm is how the trail writes an instant: RFC 3339 in UTC with exactly six digits of a second.
const TimeForm = "2006-01-02T15:04:05.000000Z"

// FormatTime writes t in TimeForm; what is finer than a microsecond is cut off.
func FormatTime(t time.Time) string { return t.UTC().Format(TimeForm) }

// maxDepth bounds nesting, so that a body made from hostile input cannot exhaust the stack.
const maxDepth = 32

// Canonical writes v as JSON in the one form the trail knows:
//
//   - UTF-8, no white space, object members sorted by the bytes of their names, no name twice;
//   - strings escape only the quotation mark, the backslash and the control characters below U+0020 (\b \f \n \r \t,
//     the rest as \u00xx in lower case); nothing is escaped for HTML; bytes that are not UTF-8 become U+FFFD;
//   - numbers are integers that fit 64 bits, written without sign of plus, leading zero, fraction or exponent;
//   - a time.Time is a string in TimeForm.
//
// Values of other types go through encoding/json first. Canonical of canonical JSON is that same JSON.
func Canonical(v any) ([]byte, error) { return appendValue(nil, v, 0) }

func appendValue(b []byte, v any, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("trail: a value nests deeper than %d: flatten it", maxDepth)
	}
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendString(b, strings.ToValidUTF8(v, "\uFFFD")), nil
	case time.Time:
		return appendString(b, FormatTime(v)), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return appendFloat(b, v)
	case json.Number:
		return appendNumber(b, v)
	case map[string]any:
		return appendObject(b, v, depth)
	case []any:
		return appendArray(b, v, depth)
	case []string:
		return appendArray(b, v, depth)
	case json.RawMessage:
		return appendText(b, v, depth)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("trail: a value of type %T cannot be written as JSON: %w", v, err)
	}
	return appendText(b, text, depth)
}

func appendArray[T any](b []byte, list []T, depth int) ([]byte, error) {
	b = append(b, '[')
	for i, item := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, item, depth+1); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendObject(b []byte, members map[string]any, depth int) ([]byte, error) {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	b = append(b, '{')
	for i, name := range names {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("trail: the member name %q is not UTF-8", name)
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, name), ':')
		var err error
		if b, err = appendValue(b, members[name], depth+1); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// appendText rewrites JSON that somebody else wrote.
func appendText(b, text []byte, depth int) ([]byte, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return append(b, "null"...), nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := decode(d, depth)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("trail: something follows the JSON value of a body")
	}
	return appendValue(b, v, depth)
}

// decode reads one value token by token, since json.Unmarshal keeps the last of two equal names without a word.
func decode(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("trail: a value nests deeper than %d: flatten it", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("trail: a body is not JSON: %w", err)
	}
	switch token {
	case json.Delim('{'):
		return decodeObject(d, depth)
	case json.Delim('['):
		return decodeArray(d, depth)
	}
	return token, nil
}

func decodeObject(d *json.Decoder, depth int) (any, error) {
	members := map[string]any{}
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, fmt.Errorf("trail: a body is not JSON: %w", err)
		}
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("trail: the member %q stands twice in an object", name)
		}
		if members[name], err = decode(d, depth+1); err != nil {
			return nil, err
		}
	}
	return members, closing(d)
}

func decodeArray(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := decode(d, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, closing(d)
}

func closing(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("trail: a body is not JSON: %w", err)
	}
	return nil
}

func appendFloat(b []byte, f float64) ([]byte, error) {
	const exact = 1 << 53 // beyond it a float64 no longer holds every integer
	if f != math.Trunc(f) || math.Abs(f) > exact {
		return nil, fmt.Errorf("trail: %v is not an integer: write it as text or in a smaller unit", f)
	}
	return strconv.AppendInt(b, int64(f), 10), nil
}

func appendNumber(b []byte, n json.Number) ([]byte, error) {
	i, err := strconv.ParseInt(n.String(), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("trail: %s is not an integer of 64 bits: write it as text or in a smaller unit", n)
	}
	return strconv.AppendInt(b, i, 10), nil
}

const hexDigits = "0123456789abcdef"

// appendString copies bytes from 0x20 on as they are, so two different column contents never give the same leaf.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c >= 0x20:
			b = append(b, c)
		case strings.IndexByte("\b\f\n\r\t", c) >= 0:
			b = append(b, '\\', "bfnrt"[strings.IndexByte("\b\f\n\r\t", c)])
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(b, '"')
}
