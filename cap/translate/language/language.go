// Package language reads the tags by which infos name their language, as senders write them.
package language

import (
	"regexp"
	"strings"
)

// tags is xs:language, as the schema wants it.
var tags = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

// Tagged says whether a tag is one that the schema takes.
func Tagged(tag string) bool { return tags.MatchString(tag) }

// Is says whether a tag is there and is of a language, as "fr". None is of no language.
func Is(tag, language string) bool { return tag != "" && Primary(tag) == language }

// Primary is the language itself, without its country: "en" for no tag at all (CAP 1.2 §3.2.2).
func Primary(tag string) string {
	if tag == "" {
		return "en"
	}
	first, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if first = strings.TrimSpace(first); first == "sp" {
		return "es" // what senders of Spanish write (sp-US), which no list of languages has
	}
	return first
}

// English recognises a tag that is English: an absent language is en-US (CAP 1.2 §3.2.2).
func English(tag string) bool { return tag == "" || Is(tag, "en") }

// French recognises a tag that is French.
func French(tag string) bool { return Is(tag, "fr") }
