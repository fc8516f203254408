package translate

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// TestWhatIsNoCAPIsNotSigned: a draft that the validator would refuse is refused here, with the rule that it breaks,
// whoever made it so.
func TestWhatIsNoCAPIsNotSigned(t *testing.T) {
	a := &cap.Alert{Identifier: "x", Sender: "gateway@bordercast.invalid",
		Sent:   cap.FormatTime(time.Unix(1_772_700_000, 0)),
		Status: cap.Exercise, MsgType: cap.MsgAlert, Scope: cap.Public}
	for _, spoil := range []func(*cap.Alert){
		func(a *cap.Alert) {},
		func(a *cap.Alert) { a.Status = "Real" },
		func(a *cap.Alert) {
			a.Infos = []cap.Info{{Event: "x", Areas: []cap.Area{{Desc: "x", Polygons: []string{"45,-67 46,-67 46,-66"}}}}}
		},
	} {
		is := *a
		spoil(&is)
		d := Draft{Alert: &is}
		prove(&d, cap.CA, &report.Account{})
		_, err := valid([]Draft{d})
		var u *Unusable
		if refused := errors.As(err, &u); refused != d.Invalid || refused != (is.Status != a.Status || len(is.Infos) > 0) {
			t.Errorf("%+v: invalid %v, %v", is, d.Invalid, err)
		} else if refused && (u.Code != "derived-invalid" || !strings.Contains(u.Text, "cap-1.2/")) {
			t.Errorf("%s: %s", u.Code, u.Text)
		}
	}
}
