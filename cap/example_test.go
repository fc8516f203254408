package cap_test

import (
	"fmt"

	"bordercast/cap"
	"bordercast/cap/validate"
)

func ExampleRead() {
	a, doc, err := cap.Read([]byte(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>exercise-1</identifier><sender>desk@eoc.invalid</sender>
  <sent>2026-11-21T22:30:00Z</sent>
  <status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>
  <note>EXERCISE Maple Bridge</note>
  <info>
    <category>Met</category><event>EXERCISE wind</event>
    <urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
    <expires>2026-11-22T04:00:00-00:00</expires>
    <area><areaDesc>EXERCISE coast</areaDesc><circle>45.1,-67.3 10</circle></area>
  </info>
</alert>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	lane, _ := a.Lane()
	until, clause := a.ActiveUntil(a.Sent.At)
	fmt.Println(lane, until.Format("15:04"), clause)
	for _, f := range validate.Alert(doc, a) {
		fmt.Println(f)
	}
	// Output:
	// exercise 04:00 CAP 1.2 §3.2.2: expires
	// line 3: alert/sent: error: <sent> holds "2026-11-21T22:30:00Z": write it as 2026-11-21T22:30:00-00:00 (whole seconds, offset in numbers, UTC as -00:00) (cap-1.2/3.4/time-form)
}

func ExampleRead_refused() {
	_, _, err := cap.Read([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>`))
	fmt.Println(err)
	// Output: line 1: the root is <feed>, not <alert>: this is an Atom feed; send each CAP alert as a document of its own
}
