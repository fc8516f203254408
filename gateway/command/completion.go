package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"bordercast/gateway/command/cli"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"Whose language to write: ${enum}."`
}

// Help shows how the script is loaded.
func (completionCmd) Help() string {
	return `Examples, for the line that your shell reads when it starts:
  source <(bordercast completion bash)      in ~/.bashrc
  source <(bordercast completion zsh)       in ~/.zshrc, after compinit
  bordercast completion fish | source       in ~/.config/fish/config.fish`
}

// Run prints the script. It is made of the commands as the parser knows them, so it never lacks one.
func (c completionCmd) Run(e *cli.Env, parsed *kong.Context) error {
	stops := stopsOf(parsed.Model.Node, "")
	switch c.Shell {
	case "bash":
		e.Printf("%s", bashScript(stops))
	case "zsh":
		e.Printf("%s", zshScript(stops))
	case "fish":
		e.Printf("%s", fishScript(stops))
	}
	return nil
}

// A stop is a command on whose line a person can press Tab: "" is the program alone, "trail show" one below another.
type stop struct {
	path    string
	next    []offer // the commands below it
	options []offer
}

// An offer is a word that may follow.
type offer struct {
	word, help string
	flag       bool     // an option without a value
	values     []string // the only values that an option takes, if they are known
}

// stopsOf lists a command and all below it. What help hides is not offered.
func stopsOf(n *kong.Node, path string) []stop {
	at := stop{path: path}
	for _, flag := range slices.Concat(n.AllFlags(true)...) {
		o := offer{word: "--" + flag.Name, help: firstSentence(flag.Help), flag: flag.IsBool()}
		if flag.Enum != "" {
			o.values = slices.DeleteFunc(flag.EnumSlice(), func(v string) bool { return v == "" })
		}
		at.options = append(at.options, o)
	}
	for _, p := range n.Positional {
		if p.Enum != "" {
			for _, v := range p.EnumSlice() {
				at.next = append(at.next, offer{word: v})
			}
		}
	}
	var below []stop
	for _, child := range n.Children {
		if !child.Hidden {
			at.next = append(at.next, offer{word: child.Name, help: firstSentence(child.Help)})
			below = append(below, stopsOf(child, strings.TrimSpace(path+" "+child.Name))...)
		}
	}
	if path == "" {
		at.next = append(at.next, offer{word: "help", help: "Explain a command."})
	}
	return append([]stop{at}, below...)
}

// firstSentence is what fits beside a word: shells show it on one line.
func firstSentence(help string) string {
	first, _, _ := strings.Cut(help, ". ")
	return strings.TrimSuffix(first, ".")
}

func wordsOf(offers []offer) string {
	var words []string
	for _, o := range offers {
		words = append(words, o.word)
	}
	return strings.Join(words, " ")
}

// shellWord is a word of all three shells, which differ in what a backslash and an apostrophe do.
func shellWord(s string) string {
	return "'" + strings.NewReplacer("'", "’", `\`, "").Replace(s) + "'"
}

// steps are the arms of a case that goes down from a command to one below it; "help" before a command changes nothing.
func steps(stops []stop) string {
	var arms []string
	for _, s := range stops[1:] {
		above, last := "", s.path
		if n := strings.LastIndex(s.path, " "); n >= 0 {
			above, last = s.path[:n], s.path[n+1:]
		}
		arms = append(arms, shellWord(above+" "+last))
	}
	return strings.Join(arms, "|")
}

// valueArms are the arms of a case for the word after an option: what some does where its values are known, else other.
func valueArms(stops []stop, some func(values string) string, other string) string {
	var b strings.Builder
	for _, s := range stops {
		var open []string
		for _, o := range s.options {
			at := shellWord(s.path + " " + o.word)
			switch {
			case len(o.values) > 0:
				fmt.Fprintf(&b, "\t%s) %s; return ;;\n", at, some(strings.Join(o.values, " ")))
			case !o.flag:
				open = append(open, at)
			}
		}
		if len(open) > 0 {
			fmt.Fprintf(&b, "\t%s) %s; return ;;\n", strings.Join(open, "|"), other)
		}
	}
	return b.String()
}

// bashScript leaves to bash what no list can know: names of files.
func bashScript(stops []stop) string {
	var b strings.Builder
	b.WriteString(`# Completion of bordercast for bash: source <(bordercast completion bash)
_bordercast() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at='' offers='' w i
	if [[ $word == '=' ]]; then # bash takes --lane=any for three words
		word=''
	elif [[ $before == '=' ]]; then
		before=${COMP_WORDS[COMP_CWORD-2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		w=${COMP_WORDS[i]}
		case "$at $w" in
`)
	fmt.Fprintf(&b, "\t\t%s) at=${at:+$at }$w ;;\n\t\tesac\n\tdone\n\tcase \"$at $before\" in\n", steps(stops))
	b.WriteString(valueArms(stops, func(values string) string {
		return fmt.Sprintf(`COMPREPLY=($(compgen -W %s -- "$word"))`, shellWord(values))
	}, "COMPREPLY=()"))
	b.WriteString("\tesac\n\tcase \"$at\" in\n")
	for _, s := range stops {
		fmt.Fprintf(&b, "\t%s)\n\t\toffers=%s\n\t\t[[ $word == -* ]] && offers=%s ;;\n", shellWord(s.path),
			shellWord(wordsOf(s.next)),
			shellWord(wordsOf(s.options)))
	}
	b.WriteString("\tesac\n\tCOMPREPLY=($(compgen -W \"$offers\" -- \"$word\"))\n}\ncomplete " +
		"-o default -F _bordercast bordercast\n")
	return b.String()
}

// zshScript shows what each word is for beside it.
func zshScript(stops []stop) string {
	var b strings.Builder
	b.WriteString(`#compdef bordercast
# Completion of bordercast for zsh: source <(bordercast completion zsh)
_bordercast() {
	local at='' w
	local -a offers
	for w in "${(@)words[2,CURRENT-1]}"; do
		case "$at $w" in
`)
	fmt.Fprintf(&b, "\t\t%s) at=${at:+$at }$w ;;\n\t\tesac\n\tdone\n\tcase \"$at ${words[CURRENT-1]}\" in\n", steps(stops))
	b.WriteString(valueArms(stops, func(values string) string { return "compadd -- " + values }, "_files"))
	b.WriteString("\tesac\n\tcase \"$at\" in\n")
	described := func(offers []offer) string {
		var out []string
		for _, o := range offers {
			out = append(out, shellWord(o.word+":"+o.help))
		}
		return "(" + strings.Join(out, " ") + ")"
	}
	for _, s := range stops {
		fmt.Fprintf(&b, "\t%s)\n\t\toffers=%s\n\t\t[[ $PREFIX == -* ]] && offers=%s ;;\n", shellWord(s.path),
			described(s.next),
			described(s.options))
	}
	b.WriteString("\tesac\n\tif (( $#offers )); then _describe -V bordercast offers; else _files; fi\n}\n" +
		"compdef _bordercast bordercast\n")
	return b.String()
}

// fishScript has one line for each word.
func fishScript(stops []stop) string {
	var b strings.Builder
	b.WriteString(`# Completion of bordercast for fish: bordercast completion fish | source
function __bordercast_at
	set -l at ''
	for w in (commandline -opc)[2..]
		switch "$at $w"
`)
	fmt.Fprintf(&b, "\t\t\tcase %s\n", strings.ReplaceAll(steps(stops), "|", " "))
	b.WriteString("\t\t\t\tset at (string trim \"$at $w\")\n\t\tend\n\tend\n\ttest \"$at\" = \"$argv\"\nend\n")
	for _, s := range stops {
		at := `complete -c bordercast -n "__bordercast_at ` + s.path + `"`
		for _, o := range s.next {
			fmt.Fprintf(&b, "%s -f -a %s -d %s\n", at, o.word, shellWord(o.help))
		}
		for _, o := range s.options {
			takes := " -r"
			if o.flag {
				takes = ""
			} else if len(o.values) > 0 {
				takes = " -x -a " + shellWord(strings.Join(o.values, " "))
			}
			fmt.Fprintf(&b, "%s -l %s%s -d %s\n", at, strings.TrimPrefix(o.word, "--"), takes, shellWord(o.help))
		}
	}
	return b.String()
}
