package writer

import "cmp"

// noteFictional says, on every message that is not in lane exercise, that none of it is true.
const noteFictional = "FICTIONAL - written for a demonstration on this computer only; nothing of it is true. / " +
	"FICTIF - rédigé pour une démonstration sur cet ordinateur seulement; rien de ceci n'est vrai."

// note says that it is an exercise, and which, in both languages.
func (j job) note() string {
	if j.plan.Lane() != "exercise" {
		return noteFictional
	}
	return "EXERCISE EXERCISE EXERCISE - " + cmp.Or(j.says.English, "fictional.") +
		" / EXERCICE EXERCICE EXERCICE - " + cmp.Or(j.says.French, "fictif.")
}

// marked puts the warning that this is not real in front of a headline.
func (j job) marked(french bool, headline string) string {
	switch {
	case j.plan.Lane() != "exercise" && french:
		return "FICTIF - " + headline
	case j.plan.Lane() != "exercise":
		return "FICTIONAL - " + headline
	case french:
		return "EXERCICE - " + headline
	}
	return "EXERCISE - " + headline
}

// Names of codes, as each profile writes them.
const (
	nameSAME   = "SAME"
	nameUGC    = "UGC"
	namePlace  = "profile:CAP-CP:Location:0.3"
	codeCAPCP  = "profile:CAP-CP:0.4"
	codeIPAWS  = "IPAWSv1.0"
	codeSOREM  = "layer:SOREM:1.0"
	codeSOREM2 = "layer:SOREM:2.0"
)
