package roster

import _ "embed"

//go:embed example.csv
var example string

// Example is the roster of a small example community as a file for the import:
// the Chair, the Secretariat, five governments, four of civil society, three
// each of the private sector and the technical community, an intergovernmental
// organisation and an observer. They are invented; the aliases (gov1, cs2 …)
// are what stories and tests call them.
func Example() string { return example }
