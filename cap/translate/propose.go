package translate

import (
	"strings"

	"bordercast/cap"
)

// proposed are texts for the channels that only a human may open: wireless alerts in the United States, broadcast
// and wireless in Canada. They are the alert's own words, cut at a word; they go to whoever decides, and stand in no
// alert, since a text beside a closed flag has been aired before (canada-traps 20).
func proposed(to cap.Side, a *cap.Alert) []cap.Pair {
	var out []cap.Pair
	if a.MsgType == cap.MsgCancel {
		return nil
	}
	for n := range a.Infos {
		i := &a.Infos[n]
		long := plain(strings.TrimSuffix(i.Headline, ".") + ". " + i.Instruction)
		switch {
		case i.Headline == "":
		case to == cap.US && english(i.Language):
			out = append(out, cap.Pair{Name: "CMAMtext", Value: atWord(plain(i.Headline), 90)}, cap.Pair{Name: "CMAMlongtext", Value: atWord(long, 360)})
		case to == cap.CA && (english(i.Language) || french(i.Language)):
			out = append(out, cap.Pair{Name: "layer:SOREM:1.0:Broadcast_Text", Value: atWord(long, 900)},
				cap.Pair{Name: "layer:SOREM:2.0:WirelessText", Value: atWord(long, 600)})
		}
	}
	return out
}

// plainer replaces what telephones do not show.
var plainer = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "…", "...", "\u00a0", " ",
	"{", "(", "}", ")", "[", "(", "]", ")", "|", "/", "\\", "/", "^", " ", "~", "-")

// plain is one line of what every telephone shows: curly quotes and dashes have made deliveries fail, and the
// interface guide refuses some brackets (us-traps 17).
func plain(s string) string {
	return strings.Join(strings.Fields(plainer.Replace(s)), " ")
}

// atWord cuts at a word border, counting characters and not bytes.
func atWord(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	head := string(r[:most])
	if r[most] != ' ' {
		if i := strings.LastIndexByte(head, ' '); i > 0 {
			head = head[:i]
		}
	}
	return strings.TrimRight(head, " ,;:-")
}
