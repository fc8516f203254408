package cap_test

import (
	"os"
	"testing"

	"bordercast/cap"
	"bordercast/cap/validate"
)

func TestMain(m *testing.M) {
	cap.Validate, cap.Faultless = validate.Alert, validate.Faultless
	os.Exit(m.Run())
}
