// Command bench runs the benchmarks that the project has set itself goals for,
// and prints one table: each figure beside the limit that the machine itself had
// in the same run, their ratio, the goal and whether it was reached.
//
// Nothing fails when a goal is missed, because a machine may be busy; what fails
// is a benchmark that breaks or does not report what the table asks for.
//
//	go run ./scripts/bench          # all of it: what make bench does
//	go run ./scripts/bench redis    # the rows whose name contains a word
package main
