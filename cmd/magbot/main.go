// Command magbot helps a Chair, a Secretariat and the members of a
// multistakeholder body to hold their discussions fairly, and keeps the record.
//
//	magbot serve            the browser room, on an example community when there is none
//	magbot init NAME        found a community of your own
//	magbot replay FILE      minutes, attendance, queue and balance from a meeting log
//	magbot tally FILE       count ballots from a file by any of the rules
//	magbot verify           check the chain of the record, or recount a ballot, offline
//	magbot export, import   the record as lines of JSON, out and in again
//	magbot backup, restore  copies of the record and, apart from it, of the keys
//	magbot migrate FROM TO  move the record between a data folder and a Redis
//	magbot resume           post again after a restore or an import
//	magbot doctor           what is wrong with a setup, and how to mend it
//	magbot manifest slack   the app to make in Slack (docs/slack.md)
//	magbot health           whether the magbot that runs is well, for containers
//	magbot commands         what docs/commands.md holds
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the same time zones on every machine

	"github.com/alecthomas/kong"

	"magbot/bot/lang"
	"magbot/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "magbot:", err) // there is nowhere else to tell it
		os.Exit(exitCode(err))
	}
}

// cli is every command and flag.
type cli struct {
	Serve    serveCommand    `cmd:"" help:"Run the bot with its browser room. Makes an example community when there is none."`
	Init     initCommand     `cmd:"" help:"Found a community and print the code with which its first Secretariat claims it."`
	Signin   signinCommand   `cmd:"" help:"Make a sign-in link for a person, when nobody of the Secretariat can; magbot has to be stopped for it."`
	Replay   replayCommand   `cmd:"" help:"Read a whole meeting log and print minutes, attendance, queue history and balance."`
	Tally    tallyCommand    `cmd:"" help:"Count ballots from a file by any of the counting rules (docs/counting.md)."`
	Verify   verifyCommand   `cmd:"" help:"Check the chain of a record, or of an exported bundle, offline."`
	Export   exportCommand   `cmd:"" help:"Write streams of the record as a bundle that anyone can verify offline."`
	Import   importCommand   `cmd:"" help:"Make a record of an exported bundle, in a data folder that has none. It starts paused."`
	Backup   backupCommand   `cmd:"" help:"Copy the record, also while magbot is running, or the keys, which belong elsewhere."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup in place, in a data folder that has no record. It starts paused."`
	Migrate  migrateCommand  `cmd:"" help:"Move a record with its keys between a data folder and a Redis, compared record by record."`
	Resume   resumeCommand   `cmd:"" help:"Post again after a restore or an import."`
	Manifest manifestCommand `cmd:"" help:"Print what a platform asks to know of an app of yours."`
	Doctor   doctorCommand   `cmd:"" help:"Say what is wrong with a setup, and how to mend it. Give it the flags that serve is given."`
	Health   healthCommand   `cmd:"" help:"Ask the magbot that runs on the data folder how it is; ends with 1 when it is not well or none runs."`
	Commands commandsCommand `cmd:"" help:"Print the reference of all chat commands (docs/commands.md)."`
}

// world is what a command may touch.
type world struct {
	ctx    context.Context //nolint:containedctx // a world lives as long as one run of the program
	args   []string
	env    map[string]string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

// say writes lines for whoever started the program.
func (w *world) say(lines ...string) error {
	for _, line := range lines {
		if _, err := fmt.Fprintln(w.stdout, line); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

// sayf writes one line for whoever started the program.
func (w *world) sayf(format string, args ...any) error {
	return w.say(fmt.Sprintf(format, args...))
}

// run is the whole program, apart from the process it runs in.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) error {
	w := &world{ctx: ctx, args: args, env: environment(env), stdin: stdin, stdout: stdout, stderr: stderr}
	var c cli
	exited := false
	parser, err := kong.New(&c,
		kong.Name("magbot"),
		kong.Description("Meetings, agenda, floor, decisions and minutes of a multistakeholder body: the record is the product."),
		kong.Vars{"methods": methods()},
		kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(int) { exited = true }),
	)
	if err != nil {
		return fmt.Errorf("read the declaration of the flags: %w", err)
	}
	parsed, err := parser.Parse(args)
	if exited {
		return nil // --help was shown
	}
	if err != nil {
		return fmt.Errorf("%w (magbot --help shows what there is)", err)
	}
	return tell(parsed.Run(w))
}

// environment reads NAME=value lines.
func environment(env []string) map[string]string {
	m := make(map[string]string, len(env))
	for _, line := range env {
		for i := range len(line) {
			if line[i] == '=' {
				m[line[:i]] = line[i+1:]
				break
			}
		}
	}
	return m
}

// tell writes mistakes that a person can mend in words.
func tell(err error) error {
	if err == nil {
		return nil
	}
	if said, ok := lang.AsError(err); ok {
		h, herr := newHouse()
		if herr != nil {
			return err
		}
		return errors.New(h.Words().For("en").Text(said.Text))
	}
	if locked, ok := errors.AsType[*store.LockedError](err); ok {
		return locked
	}
	return err
}
