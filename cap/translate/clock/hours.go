package clock

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hours is what a text says of the time of day.
type Hours struct {
	Bare  bool     // a clock time stands there without a time zone
	Zones []Offset // the time zones that the text names beside clock times
}

// Offset is a time zone that a text names: minutes from UTC in standard time, and whether it may be an hour on.
type Offset struct {
	standard  int
	daylight  bool // "EDT"
	eitherWay bool // "Eastern": the season says which
}

// is says whether minutes from UTC are those of the zone.
func (o Offset) is(minutes int) bool {
	if o.eitherWay {
		return minutes == o.standard || minutes == o.standard+60
	}
	if o.daylight {
		return minutes == o.standard+60
	}
	return minutes == o.standard
}

// gapShape is the space within a clock time: none, one, or a line's end; in French it does not break.
const gapShape = `[ \t\r\n\x{a0}\x{202f}\x{2009}]{0,2}`

// hourShape are clock times as both countries write them, in the order in which they are tried: of ISO 8601, "9:30
// p.m." and the weather service's "930 PM", « 17 h 15 » and "17h15", « 17 heures », "17:15", "1715" before a zone, and
// words.
var hourShape = regexp.MustCompile(strings.ReplaceAll(`^(?i:`+
	`(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)`+
	`|(?P<twelve>(?:1[0-2]|0?[1-9])(?:[:.]?[0-5]\d(?::[0-5]\d)?)?_[ap](?:m\b|\.?_m\b\.?))`+
	`|(?P<h>(?:2[0-3]|[01]?\d)_h(?:_[0-5]\d)?\b)`+
	`|(?P<heures>(?:2[0-3]|[01]?\d)_heures?\b(?:_[0-5]\d\b)?)`+
	`|(?P<colon>(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?\b)`+
	`|(?P<military>(?:2[0-3]|[01]\d)[0-5]\d)`+
	`|(?P<word>noon\b|midnight\b|midday\b|midi\b|minuit\b|`+
	`(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)_o['’]clock\b))`,
	"_", gapShape))

// Zones by the names that stand beside clock times, in minutes from UTC in standard time. Of a letter alone both
// seasons are made: EST and EDT, HNE and HAE.
var (
	zoneLetters = map[string]int{"N": -210, "A": -240, "E": -300, "C": -360, "M": -420, "P": -480, "Y": -420, "AK": -540,
		"H": -600}
	zoneHeures = map[string]int{"T": -210, "A": -240, "E": -300, "C": -360, "R": -420, "P": -480, "Y": -420, "AK": -540}
	zoneWords  = map[string]int{
		"newfoundland": -210, "atlantic": -240, "eastern": -300, "central": -360, "mountain": -420, "pacific": -480,
		"yukon": -420, "alaska": -540, "hawaii": -600,
		"terre-neuve": -210, "atlantique": -240, "est": -300, "centre": -360, "rocheuses": -420, "pacifique": -480,
	}
)

// zoneShape is a zone that stands right after a clock time. Abbreviations are capitals, so that the French word "est"
// is none; of names in English a bare "Central" is one only where no other name follows.
var zoneShape = regexp.MustCompile(strings.ReplaceAll(`^_[(\[,/]?_(?:`+
	`(?P<utc>(?:UTC|GMT|TUC)(?:[+−–-]\d{1,2}(?::?\d\d)?)?\b|Z\b)`+
	`|(?P<en>NST|NDT|NT|AST|ADT|AT|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|YST|YDT|YT|AKST|AKDT|AKT|HST|HDT)\b`+
	`|(?P<fr>HNT|HAT|HNAK|HAAK|HNA|HAA|HNE|HAE|HNC|HAC|HNR|HAR|HNP|HAP|HNY|HAY|HE|HA|HC|HR|HP)\b`+
	`|(?P<word>(?i:newfoundland|atlantic|eastern|central|mountain|pacific|yukon|alaska|hawaii)`+
	`(?i:(?P<season>_(?:standard|daylight))?_time\b)|Eastern\b|Pacific\b)`+
	`|(?P<heure>(?i:l['’]?)?(?i:heure(?P<saison>_(?:normale|avancée))?_(?:de_l['’]|d['’]|du_|des_|de_)`+
	`(?:terre-neuve|atlantique|est|centre|rocheuses|pacifique|yukon|alaska)))`+
	`)`, "_", gapShape))

// allTimes is a sentence that names the zone of every time of its text.
var allTimes = regexp.MustCompile(`(?i:\b(?:all times|times (?:are|given|listed|in)|toutes les heures|` +
	`les heures (?:sont|indiquées|données)))[^.!?\n]{0,60}?` +
	`\b(?:UTC|GMT|[NAECMPY][SD]T|AK[SD]T|HST|H[NA][TAECRPY])\b`)

// lasting are words before a number of hours that is a length of time and no time of day: « pendant 3 h », "in 6 h".
var lasting = regexp.MustCompile(strings.ReplaceAll(`(?i)\b(?:pendant|durant|dans|en|toutes|chaque|prochaines|`+
	`dernières|premières|plus de|moins de|durée de|période de|`+
	`in|for|within|over|next|past|last|every|per|about|than|of|the)`+
	`(?:_les|_the|_environ|_about)?_(?:\d{1,3}_(?:à|to|et|-|–)_)?$`, "_", gapShape))

// clockWord are words before « 17 heures » where it is a time of day.
var clockWord = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:à|vers|dès|jusqu['’]à|avant|depuis|entre)[ \x{a0}\x{202f}]*$`)

// HoursIn reads the clock times of a text. A zone that stands beside one time of a sentence is that of the sentence:
// "from 7 PM this evening to 7 AM EST Wednesday".
func HoursIn(text string) Hours {
	var out Hours
	var sentence struct{ bare, zoned bool }
	end := func() {
		out.Bare = out.Bare || sentence.bare && !sentence.zoned
		sentence.bare, sentence.zoned = false, false
	}
	last, within := 0, false // a word or a number
	for at := 0; at < len(text); at++ {
		began := within
		if within = ofWord(text[at]); began || !within || !mayBegin(text, at) {
			continue
		}
		m := hourShape.FindStringSubmatchIndex(text[at:min(len(text), at+longestHour)])
		if m == nil {
			continue
		}
		to := at + m[1]
		rest := text[to:min(len(text), to+longestHour)]
		zone := zoneShape.FindStringSubmatch(rest)
		kind := groupOf(hourShape, m)
		if !standsAlone(text, at, to) || !clockTime(kind, text[max(0, at-longestHour):at], text[at:to], rest, zone != nil) {
			continue
		}
		if newSentence(text[last:at], last > 0) {
			end()
		}
		switch iso := kind == "iso" && isoZoned.MatchString(text[at:to]); {
		case zone != nil:
			sentence.zoned = true
			if o := offsetOf(zone); !slices.Contains(out.Zones, o) {
				out.Zones = append(out.Zones, o)
			}
			to += len(zone[0])
		case iso:
			sentence.zoned = true
		default:
			sentence.bare = true
		}
		last, at, within = to, to-1, false
	}
	end()
	out.Bare = out.Bare && !(speaksOfTimes(text) && allTimes.MatchString(text))
	return out
}

// speaksOfTimes is false for most texts, which spares them the search for a sentence about all times.
func speaksOfTimes(text string) bool {
	return slices.ContainsFunc([]string{"imes", "IMES", "eures", "EURES"}, func(s string) bool {
		return strings.Contains(text, s)
	})
}

// longestHour is more than the bytes of any clock time, of any zone, and of the words before one.
const longestHour = 64

// hourWords begin the clock times that are words.
var hourWords = strings.Fields("noon midnight midday midi minuit one two three four five six seven eight nine ten " +
	"eleven twelve")

// wordStarts are the second letters of those words, by their first.
var wordStarts = [32]string{'n' - 'a': "oi", 'm' - 'a': "i", 'o' - 'a': "n", 't' - 'a': "whe", 'f' - 'a': "oi",
	's' - 'a': "ie", 'e' - 'a': "il"}

// mayBegin is where a clock time may begin: a text is long, and trying is dear.
func mayBegin(text string, at int) bool {
	c := text[at] | 0x20
	switch {
	case at > 0 && ofWord(text[at-1]):
		return false
	case text[at] >= '0' && text[at] <= '9':
		return true
	case at+1 == len(text) || strings.IndexByte(wordStarts[(c-'a')&31], text[at+1]|0x20) < 0:
		return false
	}
	return slices.ContainsFunc(hourWords, func(w string) bool {
		return len(text)-at >= len(w) && strings.EqualFold(text[at:at+len(w)], w)
	})
}

// ofWord is a letter or a figure.
func ofWord(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' }

var isoZoned = regexp.MustCompile(`(?i)(?:Z|[+-]\d\d:?\d\d)$`)

func groupOf(shape *regexp.Regexp, m []int) string {
	for n, name := range shape.SubexpNames() {
		if name != "" && m[2*n] >= 0 {
			return name
		}
	}
	return ""
}

// standsAlone: no letter or figure, and no figure behind a point or a sign, touches it.
func standsAlone(text string, at, to int) bool {
	before, size := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[to:])
	if unicode.IsLetter(before) || unicode.IsDigit(before) || unicode.IsDigit(after) || before == '$' {
		return false
	}
	if before == '.' || before == ',' || before == ':' {
		if earlier, _ := utf8.DecodeLastRuneInString(text[:at-size]); unicode.IsDigit(earlier) {
			return false
		}
	}
	return true
}

// clockTime sets a time of day apart from what only looks like one.
func clockTime(kind, before, match, rest string, zoned bool) bool {
	switch kind {
	case "h":
		minutes := !strings.HasSuffix(strings.ToLower(match), "h")
		return zoned || minutes || !lasting.MatchString(before)
	case "heures":
		return zoned || clockWord.MatchString(before)
	case "military":
		return zoned || hoursWord.MatchString(rest)
	case "word":
		return !strings.HasSuffix(before, "-") // après-midi
	}
	return true
}

var hoursWord = regexp.MustCompile(`^(?i:[ \x{a0}]?(?:hours|hrs|h)\b)`)

// newSentence says whether a sentence ends between two clock times. The point of "p.m." is in the time itself, and
// ends one where a capital follows that is no day or month.
func newSentence(between string, follows bool) bool {
	if !follows {
		return false
	}
	for n := range len(between) {
		width := 1
		if strings.HasPrefix(between[n:], "…") {
			width = len("…")
		}
		next := strings.TrimLeft(between[n+width:], ")”\"»")
		line := strings.TrimLeft(next, " \t\r")
		space, _ := utf8.DecodeRuneInString(next)
		switch ends := strings.IndexByte(".!?;", between[n]) >= 0 || width > 1; {
		case ends && (next == "" || unicode.IsSpace(space)),
			between[n] == '\n' && (strings.HasPrefix(line, "\n") || strings.IndexAny(line, "*•·-") == 0):
			return true
		}
	}
	return !dated.MatchString(between) && capitalFirst.MatchString(between)
}

var (
	capitalFirst = regexp.MustCompile(`^\s+\p{Lu}\p{Ll}`)
	dated        = regexp.MustCompile(`^\s+(?i:mon|tue|wed|thu|fri|sat|sun|` +
		`jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)`)
)

// offsetOf reads a zone that zoneShape found.
func offsetOf(m []string) Offset {
	part := func(name string) string { return m[zoneShape.SubexpIndex(name)] }
	switch {
	case part("en") != "":
		name := strings.TrimSuffix(part("en"), "T")
		for _, season := range []string{"S", "D"} {
			if letter, ok := strings.CutSuffix(name, season); ok && letter != "" {
				return Offset{standard: zoneLetters[letter], daylight: season == "D"}
			}
		}
		return Offset{standard: zoneLetters[name], eitherWay: true}
	case part("fr") != "":
		name := part("fr")[1:]
		for _, season := range []string{"N", "A"} {
			if letter, ok := strings.CutPrefix(name, season); ok && letter != "" {
				return Offset{standard: zoneHeures[letter], daylight: season == "A"}
			}
		}
		return Offset{standard: zoneHeures[name], eitherWay: true}
	case part("word") != "":
		name := strings.ToLower(part("word"))
		for word, standard := range zoneWords {
			if strings.HasPrefix(name, word) {
				return Offset{standard, strings.Contains(name, "daylight"), part("season") == ""}
			}
		}
	case part("heure") != "":
		name := strings.ToLower(part("heure"))
		for word, standard := range zoneWords {
			if strings.HasSuffix(name, word) {
				return Offset{standard, strings.Contains(name, "avancée"), part("saison") == ""}
			}
		}
	}
	return Offset{standard: utcMinutes(part("utc"))}
}

var utcSigned = regexp.MustCompile(`([+−–-])(\d{1,2}):?(\d\d)?`)

// utcMinutes reads "UTC−5" and "UTC-03:30".
func utcMinutes(name string) int {
	m := utcSigned.FindStringSubmatch(name)
	if m == nil {
		return 0
	}
	hour, _ := strconv.Atoi(m[2]) // one or two figures
	minute, _ := strconv.Atoi(cmp.Or(m[3], "0"))
	minutes := 60*hour + minute
	if m[1] != "+" {
		return -minutes
	}
	return minutes
}
