package gateway

import (
	"context"
	"testing"

	"bordercast/gateway/alarm"
)

// An alarm is raised after the commit that causes it. A crash between the two must not silence it, and once it is
// shown it is not kept a second time.
func TestACrashSilencesNoAlarm(t *testing.T) {
	dir, time := t.TempDir(), &manual{now: noon}
	b := openTestGateway(t, benchConfig+forwarding, dir, time)
	b.stop() // what follows from a commit is left to the next start, as in a crash
	b.settleOnly("mema", "no XML at all")
	if open := b.alarms.Open(); len(open) > 0 {
		t.Fatalf("the crash came too late: %+v", open)
	}
	b.close()
	for run := range 2 {
		b = openTestGateway(t, benchConfig+forwarding, dir, time)
		if err := b.notices.Restore(context.Background()); err != nil {
			t.Fatal(err)
		}
		b.rest()
		open := b.alarms.Open()
		if len(open) != 1 || open[0].Severity != alarm.Warning || open[0].Count != 1 {
			t.Errorf("run %d after the crash: %+v", run+1, open)
		}
		b.close()
	}
}
