package channels

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// Flags close what is not open: BLOCKCHANNEL for every closed channel in the United States, SOREM's two flags in
// Canada. What the originator blocked stays blocked. n is the info of the source that the
// flags are written in, and have the parameters that stand there already.
func Flags(n int, to cap.Side, open []report.Channel, have []cap.Pair, account *report.Account) []cap.Pair {
	var out []cap.Pair
	add := func(name, value, why string) {
		out = append(out, cap.Pair{Name: name, Value: value})
		account.Add(report.Added, report.Path(n, "parameter["+name+"]"), "", value, "flags", why)
	}
	if to == cap.CA {
		add(caFlags[0], yes(slices.Contains(open, report.ChannelBroadcast)),
			"broadcast-immediate is closed unless a human opened it")
		add(caFlags[1], yes(slices.Contains(open, report.ChannelWireless)), "wireless is closed unless a human opened it")
		return out
	}
	for _, c := range usChannels {
		if !slices.Contains(open, c) && !slices.Contains(cap.Values(have, block), string(c)) {
			add(block, string(c), "the channel is closed")
		}
	}
	if slices.Contains(open, report.ChannelEAS) || slices.Contains(open, report.ChannelNWEM) {
		add("EAS-ORG", "CIV", "EAS or NWEM is open")
	}
	return out
}

func yes(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

// Agree makes the flags in a derived alert say what its channels say: the level, and what another part of the
// source blocked, are known only when the whole is written, and a flag left open is obeyed by machines.
func Agree(a *cap.Alert, to cap.Side, carrying []report.Channel, times Times, account *report.Account) {
	for n := range a.Infos {
		i := &a.Infos[n]
		for k := range i.Parameters {
			if p := &i.Parameters[k]; p.Value == "Yes" && slices.Contains(caFlags, p.Name) {
				c := map[string]report.Channel{caFlags[0]: report.ChannelBroadcast, caFlags[1]: report.ChannelWireless}[p.Name]
				p.Value = yes(slices.Contains(carrying, c))
			}
		}
		if to == cap.US {
			agreeUS(i, carrying, account)
			capped(carrying, i, times, account)
		}
	}
}

func agreeUS(i *cap.Info, carrying []report.Channel, account *report.Account) {
	for _, c := range usChannels {
		if !slices.Contains(carrying, c) && !slices.Contains(i.Params(block), string(c)) {
			i.Parameters = append(i.Parameters, cap.Pair{Name: block, Value: string(c)})
			account.Add(report.Added, "/alert/info/parameter["+block+"]", "", string(c), "flags",
				"the channel is closed after all: "+string(carrying[0]))
		}
	}
	if !slices.Contains(carrying, report.ChannelEAS) && !slices.Contains(carrying, report.ChannelNWEM) {
		i.Parameters = slices.DeleteFunc(i.Parameters, func(p cap.Pair) bool { return strings.EqualFold(p.Name, "EAS-ORG") })
	}
}
