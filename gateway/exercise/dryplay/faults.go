package dryplay

import (
	"slices"

	"bordercast/gateway/exercise/scenario"
)

// faults are those that are on in a real play: what an expectation then finds wanting here may come otherwise there.
type faults struct {
	on       string // that of this inject, or one before it that is not over; "" for none
	cut      bool   // a line is cut, or nothing says that it was seen to be mended
	misspelt bool
	accepted bool // nothing says that the misspelt configuration was refused
	second   bool
}

// begin looks at what an inject breaks.
func (f *faults) begin(i scenario.Inject) {
	for _, a := range i.Acts {
		switch a := a.(type) {
		case scenario.Cut, scenario.Kill:
			f.cut = true
		case scenario.Misspell:
			f.misspelt, f.accepted = true, !expects(i, func(e scenario.Expectation) bool {
				alarm, ok := e.(scenario.AlarmedSince)
				return ok && alarm.Code == "reload-refused"
			})
		case scenario.Second:
			f.second = f.second || a.Does == "start"
		}
	}
	switch {
	case f.cut:
		f.on = "a line may be cut, or the gateway killed, meanwhile"
	case f.misspelt:
		f.on = "its configuration is misspelt meanwhile"
	case f.second:
		f.on = "a second gateway is there meanwhile"
	default:
		f.on = ""
	}
}

// end is after an inject: what it mended is over, and so is what it waited for.
func (f *faults) end(i scenario.Inject) {
	if expects(i, waitsForEnd) {
		f.cut = false
	}
	for _, a := range i.Acts {
		switch a := a.(type) {
		case scenario.Mend:
			f.cut = false
		case scenario.Respell:
			f.misspelt = f.accepted
		case scenario.Second:
			f.second = a.Does == "start"
		}
	}
}

// waitsForEnd says that an expectation holds only once the lines, or the gateway, are back.
func waitsForEnd(e scenario.Expectation) bool {
	switch e.(type) {
	case scenario.ReadyAgain, scenario.FirstAfterCut, scenario.Resumes:
		return true
	}
	return false
}

func expects(i scenario.Inject, such func(scenario.Expectation) bool) bool {
	return slices.ContainsFunc(i.Expect, such)
}
