// Package chart draws small pictures as SVG, to stand in a message beside the
// words that say the same.
//
// Rules: a picture never says more than its Alt sentence; it carries a title
// and a description for screen readers; it embeds no font, style sheet, script
// or link, so that it shows any script and passes a strict content security
// policy; its colours have a contrast of at least 3:1, text of 4.5:1, on white
// and on black alike; every text is escaped, control and bidirectional control
// characters are taken out; the same values give the same bytes.
//
//	svg := chart.Bars{
//		Title: "The floor by group", Alt: "Government had 46 %, is 31 %.",
//		Had: "had", Of: "present",
//		Bars: []chart.Bar{{Label: "Government", Had: 0.46, Of: 0.31, Band: 0.12}},
//	}.SVG()
package chart
