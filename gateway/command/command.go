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
)

// grammar is every command, in the order help shows them.
type grammar struct {
	Serve serveCmd `cmd:"" group:"run" help:"Run the gateway."`
	Demo  demoCmd  `cmd:"" group:"run" help:"See two countries exchange alerts, in under two minutes."`

	Status  statusCmd  `cmd:"" group:"look" help:"Say how the running gateway is doing, and what waits for a person."`
	Show    showCmd    `cmd:"" group:"look" help:"Read one alert, and the draft that waits for an answer."`
	Explain explainCmd `cmd:"" group:"look" help:"Say what happened, or would happen, to an alert, and why."`
	Watch   watchCmd   `cmd:"" group:"look" help:"Follow what the gateway publishes."`
	Trail   trailCmd   `cmd:"" group:"look" help:"Read the audit trail, and prove that nobody changed it."`

	Send       sendCmd       `cmd:"" group:"act" help:"Send alerts to the gateway as one of its systems, and wait for the receipt."`
	Approve    approveCmd    `cmd:"" group:"act" help:"Let a held alert go."`
	Deny       denyCmd       `cmd:"" group:"act" help:"Keep a held alert back."`
	Ack        ackCmd        `cmd:"" group:"act" help:"Acknowledge an alarm, or that an alert was seen."`
	Recall     recallCmd     `cmd:"" group:"act" help:"Take back what the gateway delivered of an alert."`
	Resend     resendCmd     `cmd:"" group:"act" help:"Deliver an alert again."`
	Quarantine quarantineCmd `cmd:"" group:"act" help:"See, and let in, what was not let in."`
	Backup     backupCmd     `cmd:"" group:"act" help:"Pack a copy of the store and the keys into one file, while it serves."`
	Restore    restoreCmd    `cmd:"" group:"act" help:"Put a backup into an empty data folder."`
	Reload     reloadCmd     `cmd:"" group:"act" help:"Make the gateway take its configuration as it is now."`
	Keys       keysCmd       `cmd:"" group:"act" help:"Give the gateway new keys."`
	Foreign    foreignCmd    `cmd:"" group:"act" help:"See, and take away, what another store left standing."`

	Translate translateCmd `cmd:"" group:"file" help:"Put an alert into the other side's profile, without a gateway."`
	Validate  validateCmd  `cmd:"" group:"file" help:"Check alerts against CAP and the profiles of both countries."`
	Verify    verifyCmd    `cmd:"" group:"file" help:"Check who signed alerts, and that nothing changed since."`
	Geo       geoCmd       `cmd:"" group:"file" help:"See what ground an alert or a code covers."`
	Event     eventCmd     `cmd:"" group:"file" help:"See what an event code is on the other side, and why."`

	Certs   certsCmd   `cmd:"" group:"prepare" help:"Make certificates for trying out and for exercises."`
	Config  configCmd  `cmd:"" group:"prepare" help:"Check a configuration, or see every key there is."`
	Version versionCmd `cmd:"" group:"prepare" help:"Say which bordercast this is."`

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

See it work: bordercast demo. Start one of your own: bordercast serve. Each command explains itself, with examples: bordercast help approve.

Exit codes: 0 good, 1 something wrong in the input, 2 it could not run.`

// Main runs the command that args name, and gives the exit code. The first interrupt asks it to stop; the second
// ends the process as the system does.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, terminal(), args)
}

// run is Main without the process around it.
func run(ctx context.Context, env *env, args []string) int {
	var g grammar
	helped := false
	parser, err := kong.New(&g,
		kong.Name("bordercast"), kong.Description(description), kong.ExplicitGroups(groups()),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Writers(env.out, env.err),
		kong.Exit(func(int) { helped = true }), // --help prints, then kong goes on parsing
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(env))
	if err != nil {
		return env.complain(err)
	}
	args = asked(args)
	env.programs = slices.Contains(args, "--json")
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return 0
	case err != nil:
		return env.complain(usage(err))
	}
	return env.complain(parsed.Run())
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
