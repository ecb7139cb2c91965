// Package acceptance holds the Slack adapter against servers that others wrote:
// local-slack, with Socket Mode and signed requests, and emulate, with scopes
// that are enforced. slacktest's Gate stands before both, because they let too
// much pass.
//
// Rules:
//
//   - local-slack listens on every interface, so that the tests run again in a
//     network namespace of their own, together with it. Where that is forbidden
//     they fail and say why.
//   - The servers come from scripts/needs. A server that is not there is a
//     failure, nothing is skipped.
//   - The bot behind the adapter is the whole house, so that what people see is
//     what they would see.
//
// An example:
//
//	s := start(t, socket)
//	s.command("UANA", "help")
//	s.sees("UANA", "What you can ask")
package acceptance
