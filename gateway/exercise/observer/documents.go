package observer

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Receipt is what the gateway answers a sender about its message.
type Receipt struct {
	SHA256      string `json:"sha256"`
	Destination string `json:"destination"`
	State       string `json:"state"`
	Reason      string `json:"reason"`
	Text        string `json:"text"`
	Trail       int64  `json:"trail"`
}

// End is an end notice.
type End struct {
	Chain     string            `json:"chain"`
	End       string            `json:"end"`
	Party     string            `json:"party"`
	Successor string            `json:"successor"`
	Text      map[string]string `json:"text"`
}

// Feature is what the observer reads of an alert's GeoJSON.
type Feature struct {
	Type       string `json:"type"`
	Properties struct {
		Chain         string            `json:"chain"`
		Lane          string            `json:"lane"`
		Reader        string            `json:"reader"`
		Level         string            `json:"level"`
		Reach         string            `json:"reach"`
		Severity      string            `json:"severity"`
		Sent          string            `json:"sent"`
		Expires       string            `json:"expires"`
		UpdatePending string            `json:"update_pending_since"`
		Headline      map[string]string `json:"headline"`
	} `json:"properties"`
}

// ReadFeature reads a GeoJSON Feature.
func ReadFeature(b []byte) (Feature, error) {
	var f Feature
	if err := json.Unmarshal(b, &f); err != nil {
		return f, err
	}
	if f.Type != "Feature" {
		return f, fmt.Errorf("a GeoJSON Feature was expected, type is %q", f.Type)
	}
	return f, nil
}

// Words is all text of a JSON document on one line, keys and values, so that a question like "does this incident
// name both chains" needs no knowledge of its shape.
func Words(b []byte) string {
	var v any
	if json.Unmarshal(b, &v) != nil {
		return string(b)
	}
	var out strings.Builder
	collect(v, &out)
	return out.String()
}

func collect(v any, out *strings.Builder) {
	switch t := v.(type) {
	case map[string]any:
		for k, e := range t {
			out.WriteString(k + " ")
			collect(e, out)
		}
	case []any:
		for _, e := range t {
			collect(e, out)
		}
	default:
		fmt.Fprintf(out, "%v ", t)
	}
}

// ReadReceipt reads what the gateway answers a sender.
func ReadReceipt(b []byte) (Receipt, error) {
	var r Receipt
	err := json.Unmarshal(b, &r)
	r.SHA256 = strings.ToLower(r.SHA256)
	return r, err
}
