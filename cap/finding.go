package cap

import "fmt"

// Level says how much a finding weighs.
type Level string

// The levels. Error: the standard is broken. Warning: it can be read, but a receiver may fail on it. Advice:
// something a sender would want to know.
const (
	LevelError   Level = "error"
	LevelWarning Level = "warning"
	LevelAdvice  Level = "advice"
)

// Finding is one thing that is wrong with a message. Rule is stable: the version, the clause and a short name,
// as in "cap-1.2/3.2.4/polygon"; rules of clause 3.4 are the schema's own. Path names the place, counted from 1,
// as in "alert/info[2]/area[1]/polygon[3]"; Line is where it begins. Text is one sentence to act on.
type Finding struct {
	Rule  string `json:"rule"`
	Level Level  `json:"level"`
	Path  string `json:"path"`
	Line  int    `json:"line"`
	Text  string `json:"text"`
}

// String is the finding on one line.
func (f Finding) String() string {
	return fmt.Sprintf("line %d: %s: %s: %s (%s)", f.Line, f.Path, f.Level, f.Text, f.Rule)
}
