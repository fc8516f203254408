package profile

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
)

const blockChannel = "BLOCKCHANNEL"

func guideBlock(c *checker, at string, i *cap.Info) {
	for n, p := range i.Parameters {
		if strings.EqualFold(p.Name, blockChannel) &&
			!slices.Contains([]string{"EAS", "NWEM", "CMAS", "PUBLIC", "CAPEXCH"}, strings.TrimSpace(p.Value)) {
			c.say(fmt.Sprintf("%s/parameter[%d]", at, n+1), "%q names no channel, so nothing is blocked: write EAS, NWEM, "+
				"CMAS, PUBLIC or CAPEXCH", clip(p.Value))
		}
	}
}

func guideFlags(c *checker, at string, i *cap.Info) {
	for n, p := range i.Parameters {
		flag := strings.EqualFold(p.Name, "EAS-Must-Carry") || strings.EqualFold(p.Name, "DBGFBYPASS")
		if v := strings.TrimSpace(p.Value); flag && v != "TRUE" && v != "FALSE" {
			c.say(fmt.Sprintf("%s/parameter[%d]", at, n+1), "%s is %q: write TRUE or FALSE", p.Name, clip(v))
		}
	}
}

// spelt are the names as the guide writes them. They are read in any spelling (traps us-12) and not by everybody.
func spelt() []string {
	return []string{"SAME", "EAS-ORG", "EAS-Must-Carry", blockChannel, "WEAHandling", "CMAMtext", "CMAMlongtext",
		"DBGFBYPASS", "timezone"}
}

func guideSpelling(c *checker, at string, i *cap.Info) {
	misspelt(c, at, "eventCode", i.EventCodes)
	misspelt(c, at, "parameter", i.Parameters)
	for n := range i.Areas {
		misspelt(c, fmt.Sprintf("%s/area[%d]", at, n+1), "geocode", i.Areas[n].Geocodes)
	}
}

func misspelt(c *checker, at, element string, pairs []cap.Pair) {
	for n, p := range pairs {
		for _, name := range spelt() {
			if p.Name != name && strings.EqualFold(p.Name, name) {
				c.say(fmt.Sprintf("%s/%s[%d]", at, element, n+1), "not every reader takes %q for %q: write the latter",
					clip(p.Name), name)
			}
		}
	}
}

// maxLocations is how many SAME codes an EAS header has room for (47 CFR 11.31).
const maxLocations = 31

func ecigLocations(c *checker, at string, i *cap.Info) {
	n := 0
	for a := range i.Areas {
		n += len(i.Areas[a].SAME())
	}
	if n > maxLocations {
		c.say(at+"/area", "the info has %d SAME geocodes and EAS uses the first %d: put the most important first, or name "+
			"whole states", n, maxLocations)
	}
}
