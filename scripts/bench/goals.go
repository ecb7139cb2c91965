package main

import (
	"fmt"
	"slices"
)

// suite is one run of go test and the rows it fills.
type suite struct {
	pkg, bench, times string // as go test takes them
	rows              []row
}

// row is one line of the table, out of the metrics of one benchmark.
type row struct {
	name, bench          string
	figure, limit, ratio quantity
	goal                 goal
}

// quantity is a metric and how it is shown: times scale (1 when 0), with a unit.
type quantity struct {
	metric, unit string
	scale        float64
}

// goal is what a metric should reach.
type goal struct {
	metric, unit string
	scale        float64
	value        float64
	most         bool // it should stay under the value
}

const micro, percent = 1e-3, 100

// suites are the goals of issue 3, part 10, and of issues 4 and 5.
func suites() []suite {
	return []suite{
		{
			pkg: "./store/bolt", bench: "^BenchmarkAppend$/^(1_writer|16_writers|16_writers_beside_1)$", times: "6400x",
			rows: appends("file", "Append/1_writer", "Append/16_writers", "Append/16_writers_beside_1", "file with fsync"),
		},
		{
			pkg: "./store/redis", bench: "^BenchmarkAppend$", times: "16000x",
			rows: appends("xadd", "Append/1", "Append/16", "Append/16_beside_1", "XADD of redis-benchmark"),
		},
		{
			pkg: "./bot/engine", bench: "^BenchmarkHandle$/^bolt$", times: "4000x",
			rows: append(command("one person", "Handle/bolt/1"), command("64 people at once", "Handle/bolt/64")...),
		},
		{
			pkg: "./bot/replay", bench: "^BenchmarkLine$", times: "400000x",
			rows: []row{{
				name: "replay: one line, text to minutes", bench: "Line",
				figure: quantity{metric: "µs/line", unit: "µs"}, limit: quantity{metric: "µs-words/line", unit: "µs to cut it into words"},
				ratio: quantity{metric: "x-words", unit: "times"}, goal: goal{metric: "µs/line", unit: "µs", value: 2, most: true},
			}, {
				name: "replay: lines a second", bench: "Line", figure: quantity{metric: "lines/s", unit: "/s"},
			}},
		},
		{
			pkg: "./adapters/wordcount", bench: "^BenchmarkCounted$", times: "100000x",
			rows: []row{
				{
					name: "chat messages counted in one process", bench: "Counted", figure: quantity{metric: "messages/s", unit: "/s"},
					limit: quantity{metric: "words/s", unit: "/s to cut them into words"}, goal: goal{metric: "messages/s", unit: " /s", value: 10_000},
				},
				{name: "a counted message on disk", bench: "Counted", figure: quantity{metric: "B/message", unit: "bytes"}},
			},
		},
		{
			pkg: "./bot/house", bench: "^BenchmarkStart$", times: "3x",
			rows: start(),
		},
		{
			pkg: "./bot/house", bench: "^BenchmarkVotes$", times: "20000x",
			rows: slices.Concat(
				votesOf("Redis", "redis", "xadd", "XADD of redis-benchmark", 10_000),
				votesOf("file with fsync", "bolt", "file", "writes with fsync", 5000),
			),
		},
		{
			pkg: "./adapters/slack/acceptance", bench: "^BenchmarkSlash$", times: "1000x",
			rows: slash(),
		},
		{
			pkg: "./bot/ballot/tally", bench: "^BenchmarkGoal$", times: "7x",
			rows: []row{
				counts("Schulze, 100,000 ballots over 30 candidates", "Goal/schulze-100000x30", 200),
				counts("Scottish STV, 100,000 ballots over 30 candidates", "Goal/scottish-stv-100000x30", 500),
				counts("Schulze, 1,000 candidates", "Goal/schulze-1000x1000", 2000),
				counts("Scottish STV, 23 wards", "Goal/wards", 20),
			},
		},
		{
			pkg: "./moderation/signal", bench: "^BenchmarkLook$", times: "20000x",
			rows: slices.Concat(looks("English", "en"), looks("French", "fr"), looks("Spanish", "es"), looks("Russian", "ru"), looks("Arabic", "ar"), looks("Chinese", "zh")),
		},
		{
			pkg: "./moderation/signal/peers", bench: "^BenchmarkPeers$", times: "3x",
			rows: slices.Concat(flagger("signal"), flagger("go-away"), flagger("obscenity"), flagger("leo-profanity"), flagger("@2toad/profanity")),
		},
	}
}

// looks are the rows of a look at messages of 500 characters in a language: with what the
// machine takes for itself, beside counting for as long as most looks take, and without.
func looks(name, language string) []row {
	under := func(metric string) goal { return goal{metric: metric, unit: "µs", value: 100, most: true} }
	return []row{{
		name: "signals: 500 characters of " + name + ", 99th percentile", bench: "Look/" + language, figure: quantity{metric: "µs-p99", unit: "µs"},
		limit: quantity{metric: "µs-machine", unit: "µs counting for as long"},
		goal:  under("µs-p99"),
	}, {
		name: "signals: 500 characters of " + name + ", without interrupts", bench: "Look/" + language, figure: quantity{metric: "µs-least", unit: "µs"},
		limit: quantity{metric: "µs-median", unit: "µs in the middle, with them"},
		goal:  under("µs-least"),
	}}
}

// flagger are the rows of a flagger on cases that were held out, and its false
// flags on ordinary lines.
func flagger(name string) []row {
	return []row{{
		name: "flags of " + name + ": balanced accuracy", bench: "Peers/" + name, figure: quantity{metric: "balanced", unit: "%", scale: percent},
		limit: quantity{metric: "false-flags", unit: "% false flags on ordinary lines", scale: percent},
		ratio: quantity{metric: "µs/message", unit: "µs a message"},
	}}
}

// counts is a row of counting on one core: its time on the processor, beside what
// the clock said.
func counts(what, bench string, most float64) row {
	return row{
		name: "counting: " + what, bench: bench, figure: quantity{metric: "ms-cpu", unit: "ms"},
		limit: quantity{metric: "ms-count", unit: "ms on the clock"},
		goal:  goal{metric: "ms-cpu", unit: "ms", value: most, most: true},
	}
}

// votesOf are the rows of a poll on one store, from a crowd to a handful at once.
func votesOf(store, bench, limit, what string, least float64) []row {
	var rows []row
	for _, people := range []int{256, 64, 16} {
		rows = append(rows, votes(people, store, bench, limit, what, least)...)
	}
	return rows
}

// votes are the rows of a poll on one store in which so many people vote at once:
// votes a second, and the processor time of each, with how busy the machine was.
func votes(people int, store, bench, limit, what string, least float64) []row {
	name := fmt.Sprintf("votes cast in one poll by %d at once, %s", people, store)
	bench = fmt.Sprintf("Votes/%s/%d_people", bench, people)
	return []row{
		{
			name: name, bench: bench, figure: quantity{metric: "votes/s", unit: "/s"},
			limit: quantity{metric: limit + "/s", unit: "/s " + what}, ratio: quantity{"x-" + limit, "%", percent},
			goal: goal{metric: "votes/s", unit: " /s", value: least},
		},
		{
			name: name + ", processor time", bench: bench, figure: quantity{metric: "ms-cpu", unit: "ms"},
			limit: quantity{metric: "load", unit: "processes waiting before"},
		},
	}
}

// appends are the rows of a store: beside the machine's limit, and sixteen
// writers beside one.
func appends(limit, one, many, beside, what string) []row {
	rate := quantity{metric: "appends/s", unit: "/s"}
	ratio := quantity{"x-" + limit, "%", percent}
	return []row{
		{
			name: "1 writer beside " + what, bench: one, figure: rate, limit: quantity{metric: limit + "/s", unit: "/s"}, ratio: ratio,
			goal: goal{metric: "x-" + limit, unit: " %", scale: percent, value: 80},
		},
		{name: "16 writers beside " + what, bench: many, figure: rate, limit: quantity{metric: limit + "/s", unit: "/s"}, ratio: ratio},
		{
			name: "16 writers beside 1 (" + what + ")", bench: beside, figure: rate, limit: quantity{metric: "one/s", unit: "/s"},
			ratio: quantity{metric: "x-one", unit: "times"}, goal: goal{metric: "x-one", unit: " times", value: 3},
		},
	}
}

func command(who, bench string) []row {
	limit := quantity{"ns/sync", "µs a sync", micro}
	return []row{
		{name: "command to recorded answer, " + who + ", p50", bench: bench, figure: quantity{"ns-p50", "µs", micro}, limit: limit},
		{name: "command to recorded answer, " + who + ", p99", bench: bench, figure: quantity{"ns-p99", "µs", micro}, limit: limit},
	}
}

func start() []row {
	return []row{
		{
			name: "start from a million facts", bench: "Start", figure: quantity{metric: "s-ready", unit: "s"},
			limit: quantity{metric: "s-file", unit: "s to read the file"}, goal: goal{metric: "s-ready", unit: "s", value: 2, most: true},
		},
		{name: "start from a million facts, processor time", bench: "Start", figure: quantity{metric: "s-cpu", unit: "s"}},
		{
			name: "start from a million facts, first time", bench: "Start", figure: quantity{metric: "s-first", unit: "s"},
			limit: quantity{metric: "s-file", unit: "s to read the file"},
		},
		{
			name: "memory after the start from a million facts", bench: "Start", figure: quantity{metric: "MB", unit: "MB"},
			goal: goal{metric: "MB", unit: "MB", value: 300, most: true},
		},
		{name: "a fact on disk", bench: "Start", figure: quantity{metric: "B/fact", unit: "bytes"}, limit: quantity{metric: "B-body/fact", unit: "bytes of bodies"}},
	}
}

func slash() []row {
	const name = "slash command in local-slack to visible answer, 50 a second, "
	return []row{
		{
			name: name + "p50", bench: "Slash", figure: quantity{"ns-p50", "µs", micro}, limit: quantity{"ns-ours-p50", "µs of it magbot", micro},
			ratio: quantity{"x-ours", "% of all of it", percent},
		},
		{name: name + "p99", bench: "Slash", figure: quantity{"ns-p99", "µs", micro}, limit: quantity{"ns-ours-p99", "µs of it magbot", micro}},
	}
}
