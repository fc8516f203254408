package exercise

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"bordercast/gateway/exercise/observer"
)

// writeObserved writes what the observer saw, one message a line, for those who want to judge by themselves: real time,
// whether it was a replayed retained message, topic, size, and the text of what is short and no alert.
func writeObserved(file string, log *observer.Log) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	for _, v := range log.Since(0, nil) {
		kind := "live"
		if v.Retained {
			kind = "retained"
		}
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%d\t%s\n",
			v.At.Format("15:04:05.000000"), kind, v.Topic, len(v.Payload), brief(v))
	}
	if err := out.Flush(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// brief is the text of a notice, receipt, incident or alarm on one line; alerts are in the folder as sent.
func brief(v observer.Sight) string {
	if v.Place.Leaf == "cap" || v.Place.Leaf == "original" || len(v.Payload) > 4096 {
		return ""
	}
	return strings.Join(strings.Fields(string(v.Payload)), " ")
}
