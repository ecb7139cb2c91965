package storytest

import (
	"fmt"
	"strings"
	"time"
)

// person is somebody of the story. Short is what the story calls them, and an
// alias on the roster, so that people can type it.
type person struct {
	short, name, group, region, country, zone, role string
}

// The groups of the story, as the roster spells them.
const (
	government = "Government"
	society    = "Civil Society"
	private    = "Private Sector"
	technical  = "Technical Community"
	igo        = "Intergovernmental Organization"
)

// The two who are there before the roster is imported.
const (
	chair = "chair"
	sec   = "sec"
)

// cast is everybody, the Chair and the Secretariat first. Their names are made
// up; two are written as their owners would write them.
var cast = []person{
	{chair, "Amina Haddad", technical, "African Group", "Tunisia", "Africa/Tunis", "chair"},
	{sec, "Luc Moreau", "", "", "", "Europe/Zurich", "secretariat"},
	{"gov1", "Grace Okafor", government, "African Group", "Nigeria", "Africa/Lagos", "member"},
	{"gov2", "Henrik Lund", government, "Western European and Others Group", "Norway", "Europe/Oslo", "member"},
	{"gov3", "Sofia Marin", government, "Latin American and Caribbean Group", "Chile", "America/Santiago", "member"},
	{"gov4", "Tomasz Nowak", government, "Eastern European Group", "Poland", "Europe/Warsaw", "member"},
	{"gov5", "ليلى منصور", government, "African Group", "Egypt", "Africa/Cairo", "member"},
	{"cs1", "Ana Duarte", society, "Latin American and Caribbean Group", "Brazil", "America/Sao_Paulo", "member"},
	{"cs2", "Mwangi Kamau", society, "African Group", "Kenya", "Africa/Nairobi", "member"},
	{"cs3", "Priya Nair", society, "Asia-Pacific Group", "India", "Asia/Kolkata", "member"},
	{"cs4", "Jonas Weber", society, "Western European and Others Group", "Germany", "Europe/Berlin", "member"},
	{"ps1", "王芳", private, "Asia-Pacific Group", "China", "Asia/Shanghai", "member"},
	{"ps2", "Carla Rossi", private, "Western European and Others Group", "Italy", "Europe/Rome", "member"},
	{"ps3", "Daniel Smith", private, "Western European and Others Group", "United States", "America/New_York", "member"},
	{"tech1", "Noor Rahman", technical, "Asia-Pacific Group", "Bangladesh", "Asia/Dhaka", "member"},
	{"tech2", "Kenji Tanaka", technical, "Asia-Pacific Group", "Japan", "Asia/Tokyo", "member"},
	{"tech3", "Ivan Petrov", technical, "Eastern European Group", "Bulgaria", "Europe/Sofia", "member"},
	{"igo1", "Marta Silva", igo, "", "", "Europe/Lisbon", "member"},
	{"obs1", "Olu Bello", society, "African Group", "Nigeria", "Africa/Lagos", "observer"},
}

// named gives the person whom the story calls so.
func named(short string) person {
	for _, p := range cast {
		if p.short == short {
			return p
		}
	}
	panic("storytest: nobody is called " + short)
}

// roll is the file that the Secretariat imports: everybody but the two who are
// there already. A wrong one has a date that does not exist (line 5) and a
// group spelt unlike the others (line 12).
func roll(now time.Time, wrong bool) string {
	const day = "2006-01-02"
	from, until := now.AddDate(-1, 0, 0).Format(day), now.AddDate(2, 0, 0).Format(day)
	var b strings.Builder
	b.WriteString("E-mail,Role,Name,Alias,Stakeholder group,UN region,Country,Term start,Term end,Term count,Time zone\n")
	for i, p := range cast[2:] {
		end, group := until, p.group
		if wrong && i == 3 {
			end = now.AddDate(2, 0, 0).Format("2006") + "-02-30"
		}
		if wrong && i == 10 {
			group = "Privat Sector"
		}
		fmt.Fprintf(&b, "%s@example.org,%s,%s,%s,%s,%s,%s,%s,%s,1,%s\n",
			p.short, p.role, p.name, p.short, group, p.region, p.country, from, end, p.zone)
	}
	return b.String()
}
