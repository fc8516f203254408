package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"bordercast/gateway/command/act"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/command/daemon"
	"bordercast/gateway/command/look"
	"bordercast/gateway/command/offline"
)

// grammar is every command, in the order help shows them.
type grammar struct {
	Serve  daemon.Serve  `cmd:"" group:"run" help:"Run the gateway."`
	Demo   daemon.Demo   `cmd:"" group:"run" help:"See two countries exchange alerts, in under two minutes."`
	Replay daemon.Replay `cmd:"" group:"run" help:"Play a scenario on a gateway of its own, and judge what comes of it."`

	Status  look.Status  `cmd:"" group:"look" help:"Say how the running gateway is doing, and what waits for a person."`
	Show    look.Show    `cmd:"" group:"look" help:"Read one alert, and the draft that waits for an answer."`
	Explain look.Explain `cmd:"" group:"look" help:"Say what happened, or would happen, to an alert, and why."`
	Watch   look.Watch   `cmd:"" group:"look" help:"Follow what the gateway publishes."`
	Trail   look.Trail   `cmd:"" group:"look" help:"Read the audit trail, and prove that nobody changed it."`

	Send       act.Send       `cmd:"" group:"act" help:"Send alerts to the gateway as one of its systems, and wait for the receipt."`
	Approve    act.Approve    `cmd:"" group:"act" help:"Let a held alert go."`
	Deny       act.Deny       `cmd:"" group:"act" help:"Keep a held alert back."`
	Ack        act.Ack        `cmd:"" group:"act" help:"Acknowledge an alarm, or that an alert was seen."`
	Recall     act.Recall     `cmd:"" group:"act" help:"Take back what the gateway delivered of an alert."`
	Resend     act.Resend     `cmd:"" group:"act" help:"Deliver an alert again."`
	Quarantine act.Quarantine `cmd:"" group:"act" help:"See, and let in, what was not let in."`
	Backup     act.Backup     `cmd:"" group:"act" help:"Pack a copy of the store and the keys into one file, while it serves."`
	Restore    act.Restore    `cmd:"" group:"act" help:"Put a backup into an empty data folder."`
	Reload     act.Reload     `cmd:"" group:"act" help:"Make the gateway take its configuration as it is now."`
	Keys       act.Keys       `cmd:"" group:"act" help:"Give the gateway new keys."`
	Foreign    act.Foreign    `cmd:"" group:"act" help:"See, and take away, what another store left standing."`

	Translate offline.Translate `cmd:"" group:"file" help:"Put an alert into the other side's profile, without a gateway."`
	Validate  offline.Validate  `cmd:"" group:"file" help:"Check alerts against CAP and the profiles of both countries."`
	Verify    offline.Verify    `cmd:"" group:"file" help:"Check who signed alerts, and that nothing changed since."`
	Geo       offline.Geo       `cmd:"" group:"file" help:"See what ground an alert or a code covers."`
	Event     offline.Event     `cmd:"" group:"file" help:"See what an event code is on the other side, and why."`

	Certs    offline.Certs `cmd:"" group:"prepare" help:"Make certificates for trying out and for exercises."`
	Config   configCmd     `cmd:"" group:"prepare" help:"Check a configuration, or see every key there is."`
	Scenario scenarioCmd   `cmd:"" group:"prepare" help:"See the scenarios there are, or begin and check one of your own."`
	Version  versionCmd    `cmd:"" group:"prepare" help:"Say which bordercast this is."`

	Completion completionCmd `cmd:"" group:"prepare" help:"Print what makes a shell complete commands and options."`
}

// groups are the headings of help.
func groups() []kong.Group {
	return []kong.Group{
		{Key: "run", Title: "Run"},
		{Key: "look", Title: "Look"},
		{Key: "act", Title: "Act"},
		{Key: "file", Title: "Work on files"},
		{Key: "prepare", Title: "Prepare"},
	}
}

const description = `The gateway between the public-alerting systems of Canada and the United States.

See it work: bordercast demo. Start one of your own: bordercast serve. Each command explains itself, with examples:
bordercast help approve.

Exit codes: 0 good, 1 something wrong in the input, 2 it could not run.`

// Main runs the command that args name, and gives the exit code. The first interrupt asks it to stop; the second
// ends the process as the system does.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, cli.Terminal(), args)
}

// run is Main without the process around it.
func run(ctx context.Context, env *cli.Env, args []string) int {
	var g grammar
	helped := false
	parser, err := kong.New(&g,
		kong.Name("bordercast"), kong.Description(description), kong.ExplicitGroups(groups()),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Writers(env.Out, env.Err),
		kong.Exit(func(int) { helped = true }), // --help prints, then kong goes on parsing
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(env))
	if err != nil {
		return env.Complain(err)
	}
	args = asked(args)
	env.Programs = slices.Contains(args, "--json")
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return 0
	case err != nil:
		return env.Complain(usage(err))
	}
	return env.Complain(parsed.Run())
}

// asked are the arguments with other programs' ways of asking for help and version turned into this one's.
func asked(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		return append([]string{"version"}, args[1:]...)
	}
	return args
}

// usage turns a parser's error into a sentence that says what to do next.
func usage(err error) error {
	how := "bordercast --help"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		how = "bordercast " + strings.Fields(parse.Context.Command())[0] + " --help"
	}
	return fmt.Errorf("%w: see %s", err, how)
}

type configCmd struct {
	Check   offline.ConfigCheck   `cmd:"" help:"Say all that is wrong with a configuration."`
	Rename  act.Rename            `cmd:"" help:"Give the gateway another name."`
	Retire  act.Retire            `cmd:"" help:"Take down what stands at a destination that is to go."`
	Example offline.ConfigExample `cmd:"" help:"Print a commented configuration with every key."`
}

// Help has the examples.
func (configCmd) Help() string {
	return `check and example start nothing and change nothing.

    bordercast config example > bordercast.yaml
    bordercast config check bordercast.yaml`
}

type scenarioCmd struct {
	List  offline.ScenarioList  `cmd:"" help:"List the scenarios that come with the program."`
	Show  offline.ScenarioShow  `cmd:"" help:"Say what happens in a scenario, on both clocks."`
	New   offline.ScenarioNew   `cmd:"" help:"Write a small scenario to begin with."`
	Check offline.ScenarioCheck `cmd:"" help:"Say all that is wrong with a scenario, and what would come of it."`
}

// Help has the examples.
func (scenarioCmd) Help() string {
	return `A scenario is a file: who takes part, what is said, when, and what must come of it. bordercast replay plays one.

    bordercast scenario list
    bordercast scenario new flood-watch
    bordercast scenario check flood-watch.yaml`
}
