package writer

// notes say, on every message, that none of it is true.
const (
	noteExercise = "EXERCISE EXERCISE EXERCISE - fictional, in the manner of CAUSE II (2013); " +
		"not the historical inject list. / " +
		"EXERCICE EXERCICE EXERCICE - fictif, à la manière de CAUSE II (2013); " +
		"ce n'est pas la liste historique."
	noteFictional = "FICTIONAL - written for a demonstration on this computer only; nothing of it is true. / " +
		"FICTIF - rédigé pour une démonstration sur cet ordinateur seulement; rien de ceci n'est vrai."
)

func (j job) note() string {
	if j.plan.Lane() == "exercise" {
		return noteExercise
	}
	return noteFictional
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
