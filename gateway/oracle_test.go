package gateway_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordercast/adapters"
)

// A Canadian alert, as its American readers get it: valid by the schema, and signed so that a program which shares no
// code with this one says so.
func TestOthersAcceptWhatCrosses(t *testing.T) {
	broker := daemon(t, nil)
	s, e := listen(t, broker, "alerts/v1/exercise/us/#", "bordercast/v1/receipt/+", "gateway/#", "parties/#")
	now := time.Now()
	stamp := func(t time.Time) string { return t.Format("2006-01-02T15:04:05-07:00") }
	info := func(language, event, headline, text string) string {
		return `<info><language>` + language + `</language><category>Met</category><event>` + event + `</event><responseType>Monitor</responseType>
<urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
<eventCode><valueName>profile:CAP-CP:Event:0.4</valueName><value>winterStorm</value></eventCode>
<eventCode><valueName>SAME</valueName><value>WSW</value></eventCode><effective>` + stamp(now) + `</effective><expires>` + stamp(now.Add(6*time.Hour)) + `</expires>
<senderName>Fictional weather office</senderName><headline>` + headline + `</headline><description>` + text + `</description>
<parameter><valueName>layer:EC-MSC-SMC:1.0:Alert_Type</valueName><value>warning</value></parameter>
<parameter><valueName>layer:SOREM:1.0:Broadcast_Immediately</valueName><value>No</value></parameter>
<area><areaDesc>Charlotte County</areaDesc><polygon>45.1,-67.4 45.1,-66.9 45.4,-66.9 45.4,-67.4 45.1,-67.4</polygon>
<geocode><valueName>profile:CAP-CP:Location:0.3</valueName><value>1302</value></geocode></area></info>`
	}
	doc := `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>oracle-1</identifier><sender>office@weather.invalid</sender><sent>` + stamp(now) + `</sent>
<status>Exercise</status><msgType>Alert</msgType><scope>Public</scope><code>profile:CAP-CP:0.4</code><note>EXERCISE, fictional</note>` +
		info("en-CA", "winter storm", "EXERCISE winter storm warning", "EXERCISE. Snow &amp; wind, “30 cm”.") +
		info("fr-CA", "tempête hivernale", "EXERCICE avertissement de tempête hivernale",
			"EXERCICE. Neige et vent, « 30 cm ».") + `</alert>`
	if err := s.Publish(t.Context(), adapters.Message{Topic: "bordercast/v1/in/local-ca",
		Payload: []byte(doc)}); err != nil {
		t.Fatal(err)
	}
	var derived string
	e.wait(t, "the IPAWS form", func(seen map[string]string) bool {
		for topic, text := range seen {
			if strings.HasSuffix(topic, "/cap") {
				derived = text
			}
		}
		return derived != ""
	})
	if !strings.Contains(derived, "IPAWSv1.0") {
		t.Errorf("it does not reach level ipaws:\n%s", derived)
	}
	file := filepath.Join(t.TempDir(), "derived.xml")
	if err := os.WriteFile(file, []byte(derived), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("signature", func(t *testing.T) {
		judge(t, "xmlsec1", "--verify", "--insecure", "--node-xpath", "/*/*[local-name()='Signature']", file)
	})
	t.Run("schema", func(t *testing.T) {
		schema := filepath.Join("..", "..", "shared", "schema", "cap12.xsd")
		if _, err := os.Stat(schema); err != nil {
			t.Skip("needs ../shared, which is not here: the schema is there")
		}
		judge(t, "xmllint", "--noout", "--schema", schema, file)
	})
}

// judge runs a program that shares no code with this one.
func judge(t *testing.T, program string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not here, and may not be skipped in CI", program)
		}
		t.Skipf("needs %s, which is not here", program)
	}
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", program, err, out)
	}
}
