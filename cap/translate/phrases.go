package translate

import (
	"strings"
	"time"

	"bordercast/cap"
)

// Everything the gateway says in its own words stands in this file, in both languages, and nowhere else. A change
// here is a change to what the public may read: it wants a reviewer of each language. The French is Canadian, with
// a no-break space before the colon.

// phrase is one fixed text in both languages.
type phrase struct{ en, fr string }

func (p phrase) in(french bool) string {
	if french {
		return p.fr
	}
	return p.en
}

var (
	exercisePrefix = phrase{"EXERCISE: ", "EXERCICE\u00a0: "}
	testPrefix     = phrase{"TEST: ", "TEST\u00a0: "}
	exerciseLine   = phrase{"EXERCISE. This is an exercise, not a real emergency.", "EXERCICE. Ceci est un exercice et non une urgence réelle."}
	testLine       = phrase{"TEST. This is a test, not a real emergency.", "TEST. Ceci est un test et non une urgence réelle."}

	// fullText ends a composed block: the originator's own words exist in the other language only.
	fullText = phrase{"Full text in French only.", "Texte intégral en anglais seulement."}
	// fullTextOther is for originals in neither language.
	fullTextOther = phrase{"Full text in the original language only.", "Texte intégral dans la langue d’origine seulement."}
	unofficial    = phrase{"The name of the event is not an official term.", "Le nom de l’événement n’est pas un terme officiel."}

	cancelled = phrase{"This alert was cancelled by its originator.", "Cette alerte a été annulée par son émetteur."}
	endedHere = phrase{"This alert has ended for this area.", "Cette alerte est terminée pour cette région."}
	withdrawn = phrase{"This alert was withdrawn by the gateway's operator; the originator has not cancelled it.",
		"Cette alerte a été retirée par l’exploitant de la passerelle; son émetteur ne l’a pas annulée."}

	metric    = phrase{"Units in the text below are metric.", "Les unités du texte ci-dessous sont métriques."}
	customary = phrase{"Units in the text below are U.S. customary units.", "Les unités du texte ci-dessous sont les unités usuelles des États-Unis."}

	unnamedArea  = phrase{"Area of the alert", "Zone visée par l’alerte"}
	unknownEvent = phrase{"Alert", "Alerte"}
)

// subjects: the categories of CAP, for an event that no table names.
var subjects = map[string]phrase{
	"Geo": {"geophysical", "géophysique"}, "Met": {"weather", "météorologie"}, "Safety": {"public safety", "sécurité publique"},
	"Security": {"security", "sûreté"}, "Rescue": {"rescue", "sauvetage"}, "Fire": {"fire", "incendie"}, "Health": {"health", "santé"},
	"Env": {"environment", "environnement"}, "Transport": {"transportation", "transport"}, "Infra": {"infrastructure", "infrastructure"},
	"CBRNE": {"hazardous substances", "substances dangereuses"},
}

// responses: one fixed sentence for each responseType (CAP 1.2 §3.2.2), for composed blocks.
var responses = map[string]phrase{
	"Shelter":  {"Take shelter.", "Mettez-vous à l’abri."},
	"Evacuate": {"Evacuate as instructed.", "Évacuez les lieux conformément aux consignes."},
	"Prepare":  {"Make preparations as instructed.", "Préparez-vous conformément aux consignes."},
	"Execute":  {"Carry out the activity planned for this event.", "Exécutez les mesures prévues pour cet événement."},
	"Avoid":    {"Avoid the hazard.", "Tenez-vous loin du danger."},
	"Monitor":  {"Follow the sources of information.", "Restez à l’écoute des sources d’information."},
	"Assess":   {"Evaluate the information in this message.", "Évaluez l’information du présent message."},
	"AllClear": {"The event no longer poses a threat.", "L’événement ne présente plus de danger."},
	"None":     {"No action is recommended.", "Aucune mesure n’est recommandée."},
}

// clocks: how people call the time of a zone. French as used with "heure".
var clocks = map[string]phrase{
	"America/Halifax": {"Atlantic", "de l’Atlantique"}, "America/Moncton": {"Atlantic", "de l’Atlantique"},
	"America/Goose_Bay": {"Atlantic", "de l’Atlantique"}, "America/St_Johns": {"Newfoundland", "de Terre-Neuve"},
	"America/New_York": {"Eastern", "de l’Est"}, "America/Toronto": {"Eastern", "de l’Est"},
	"America/Detroit": {"Eastern", "de l’Est"}, "America/Iqaluit": {"Eastern", "de l’Est"},
	"America/Indiana/Indianapolis": {"Eastern", "de l’Est"}, "America/Chicago": {"Central", "du Centre"},
	"America/Winnipeg": {"Central", "du Centre"}, "America/Menominee": {"Central", "du Centre"},
	"America/Rankin_Inlet": {"Central", "du Centre"}, "America/Regina": {"Saskatchewan", "de la Saskatchewan"},
	"America/Denver": {"Mountain", "des Rocheuses"}, "America/Boise": {"Mountain", "des Rocheuses"},
	"America/Edmonton": {"Mountain", "des Rocheuses"}, "America/Yellowknife": {"Mountain", "des Rocheuses"},
	"America/Cambridge_Bay": {"Mountain", "des Rocheuses"}, "America/Phoenix": {"Mountain Standard", "normale des Rocheuses"},
	"America/Dawson_Creek": {"Mountain Standard", "normale des Rocheuses"}, "America/Los_Angeles": {"Pacific", "du Pacifique"},
	"America/Vancouver": {"Pacific", "du Pacifique"}, "America/Whitehorse": {"Yukon", "du Yukon"},
	"America/Anchorage": {"Alaska", "de l’Alaska"}, "Pacific/Honolulu": {"Hawaii", "d’Hawaï"},
	"America/Puerto_Rico": {"Atlantic Standard", "normale de l’Atlantique"}, "Pacific/Guam": {"Chamorro", "des Chamorros"},
	"Pacific/Pago_Pago": {"Samoa", "des Samoa"},
}

// spans: a difference between two clocks, in half hours.
var spans = map[int]phrase{
	1: {"half an hour", "d’une demi-heure"}, 2: {"one hour", "d’une heure"}, 3: {"one and a half hours", "d’une heure et demie"},
	4: {"two hours", "de deux heures"}, 5: {"two and a half hours", "de deux heures et demie"}, 6: {"three hours", "de trois heures"},
	7: {"three and a half hours", "de trois heures et demie"}, 8: {"four hours", "de quatre heures"},
	9: {"four and a half hours", "de quatre heures et demie"}, 10: {"five hours", "de cinq heures"},
	11: {"five and a half hours", "de cinq heures et demie"}, 12: {"six hours", "de six heures"},
}

// frameStart begins every clock frame, so that a text on its second crossing keeps the frame it has.
var frameStart = phrase{"Times in the text below are ", "Les heures du texte ci-dessous sont "}

func framed(text string, french bool) bool { return strings.Contains(text, frameStart.in(french)) }

// clockFrame says which clock the text's times are in, seen from the readers' clock: contracts "Times". It is ""
// where both are called the same, or either cannot be named.
func clockFrame(text, readers *time.Location, at time.Time, french bool) string {
	if text == nil || readers == nil {
		return ""
	}
	own, ok1 := clocks[text.String()]
	theirs, ok2 := clocks[readers.String()]
	ahead := halfHours(text, readers, at)
	if !ok1 || !ok2 || own == theirs && ahead == 0 {
		return ""
	}
	if own == theirs { // one of the two keeps its summer time, and people still call both by one name
		own, theirs = numbered(own, text, at), numbered(theirs, readers, at)
	}
	return frameOf(own, theirs, ahead, french)
}

// numbered is a clock's name with its offset behind it.
func numbered(p phrase, zone *time.Location, at time.Time) phrase {
	offset := strings.Replace(at.In(zone).Format(" (UTC-07:00)"), "UTC-", "UTC−", 1)
	return phrase{p.en + offset, p.fr + offset}
}

// time is the English name with its word: "Pacific Time (UTC−07:00)".
func (p phrase) time() string {
	name, offset, _ := strings.Cut(p.en, " (")
	if offset == "" {
		return name + " Time"
	}
	return name + " Time (" + offset
}

func frameOf(own, theirs phrase, ahead int, french bool) string {
	if ahead == 0 {
		return phrase{
			frameStart.en + own.time() + ", at this date the same as " + theirs.en + ".",
			frameStart.fr + "à l’heure " + own.fr + ", identique à cette date à l’heure " + theirs.fr + ".",
		}.in(french)
	}
	way, span := phrase{"ahead of", "en avance"}, spans[max(ahead, -ahead)]
	if ahead < 0 {
		way = phrase{"behind", "en retard"}
	}
	if span == (phrase{}) {
		return ""
	}
	return phrase{
		frameStart.en + own.time() + ", " + span.en + " " + way.en + " " + theirs.en + ".",
		frameStart.fr + "à l’heure " + own.fr + ", " + way.fr + " " + span.fr + " sur l’heure " + theirs.fr + ".",
	}.in(french)
}

// halfHours is how far the first clock is ahead of the second at an instant.
func halfHours(a, b *time.Location, at time.Time) int {
	_, x := at.In(a).Zone()
	_, y := at.In(b).Zone()
	return (x - y) / 1800
}

var months = strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")

// begins says when the hazard begins, for readers whose devices take every alert to be in force at once.
func begins(at time.Time, zone *time.Location, french bool) string {
	if zone == nil {
		zone = time.UTC
	}
	at = at.In(zone)
	label := clocks[zone.String()]
	if label == (phrase{}) {
		label = phrase{"UTC", "UTC"}
		if zone != time.UTC {
			label = phrase{at.Format("-07:00"), at.Format("-07:00")}
		}
	} else {
		label = phrase{label.en + " Time", "heure " + label.fr}
	}
	if french {
		day := at.Format("2")
		if day == "1" {
			day = "1er"
		}
		return "Début\u00a0: le " + day + " " + months[at.Month()-1] + at.Format(" 2006, 15\u00a0h\u00a004") + " (" + label.fr + ")."
	}
	return "Begins: " + at.Format("January 2, 2006, 15:04") + " (" + label.en + ")."
}

// drill is the prefix and the line of a lane that is not real; empty in lane actual.
func drill(l cap.Lane) (prefix, line phrase) {
	switch l {
	case cap.LaneExercise:
		return exercisePrefix, exerciseLine
	case cap.LaneTest:
		return testPrefix, testLine
	}
	return phrase{}, phrase{}
}
