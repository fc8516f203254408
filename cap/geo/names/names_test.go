package names

import "testing"

func TestEveryNameIsInBothLanguages(t *testing.T) {
	for key, n := range regionName {
		if n.EN == "" || n.FR == "" {
			t.Errorf("%s is called %q, %q", key, n.EN, n.FR)
		}
	}
	for d := range Districts() {
		if n, known := Of(d); !known || n.EN == "" || n.FR == "" || Region(d).EN == "" {
			t.Errorf("%s is called %q, %q", d, n.EN, n.FR)
		}
	}
}

func TestAmong(t *testing.T) {
	ds := Among[string]{"us/mn/069", "us/mn/089"}
	whole, part := ds.Read(ds.Items("Kittson; Western Marshall", 0))
	if whole["us/mn/069"] == 0 || part["us/mn/069"] || whole["us/mn/089"] != 0 || !part["us/mn/089"] {
		t.Errorf("whole %v, in part %v", whole, part)
	}
}
