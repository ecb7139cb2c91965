// Package command is the table of commands. A command is declared once: its
// path, its arguments, who may give it, on which stream it decides, and the
// rule that decides. From that come help, forms, the platforms' own commands,
// docs/commands.md and the check of rights.
//
// Rules: rights are checked here on every call, whatever a platform shows; a
// call that cannot be understood is answered with the nearest commands or with
// the argument that is wrong, never with silence; nothing here knows what a
// meeting is.
//
//	command.Command{
//		Path: "agenda decline", On: command.Meeting, Who: command.Leads,
//		Args: []command.Arg{
//			{Name: "input", Kind: command.Number, Required: true},
//			{Name: "reason", Kind: command.Text, Rest: true},
//		},
//		Decide: decline,
//	}
//
// Its words are the keys help.agenda.decline (one line: what it does) and
// arg.agenda.decline.reason (the label of a field), or arg.reason where many
// commands share the label.
package command
