package synthetic

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"ngograph/internal/kg"
)

// DatasetID is the id of the dataset that every record cites.
const DatasetID = "dataset:ngograph-synthetic"

// source says that nothing here is true.
func source() *kg.Dataset {
	return &kg.Dataset{
		ID: DatasetID, Title: "Synthetic cooperation networks: made up by ngograph to measure with, no fact about anybody",
		Publisher: "ngograph", Licence: "CC0-1.0", RetrievedAt: "2026-11-24",
		Attribution: "Nothing to attribute: names, places and projects are random",
	}
}

func (n *Network) key(i int) string { return fmt.Sprintf("%d-%d", n.options.Seed, i+1) }

func (n *Network) organisationID(i int32) string { return "org:synthetic:" + n.key(int(i)) }

func meta(key string) kg.Meta {
	return kg.Meta{Sources: []kg.SourceRef{{Dataset: DatasetID, Record: kg.Text(key)}}}
}

// country draws the country of an organisation, the first that is drawn of it.
func (n *Network) country(d *dice) int {
	u := n.model.countries
	return sort.SearchInts(u.upTo, d.IntN(u.upTo[len(u.upTo)-1])+1)
}

// focus draws the themes of an organisation, each once, which come after its country and its type.
func (n *Network) focus(d *dice) []string {
	all := themes()
	var list []string
	for range 1 + d.skewed(3) {
		if theme := all[d.skewed(len(all))]; !slices.Contains(list, theme) {
			list = append(list, theme)
		}
	}
	return list
}

func (n *Network) organisation(d *dice, i int) *kg.Organisation {
	d.at(i)
	country := n.model.countries.values[n.country(d)]
	kind := n.model.types.draw(d)
	focus := n.focus(d)
	town := town(d)
	return &kg.Organisation{
		Meta:                 meta("organisation/" + n.key(i)),
		ID:                   n.organisationID(int32(i)),
		Name:                 organisationName(d, town, focus[0]),
		Type:                 kind,
		Size:                 n.model.bands.draw(d),
		CountryID:            country,
		City:                 kg.Text(town),
		ThemeIDs:             focus,
		AcceptsIntroductions: d.chance(0.3),
	}
}

// project returns a project with its participations. It is about something that its leader is about.
func (n *Network) project(ofLeader, d *dice, i int, members []int32) (*kg.Project, []kg.Participation) {
	_, _ = n.country(ofLeader.at(int(members[0]))), n.model.types.draw(ofLeader)
	focus := n.focus(ofLeader)
	d.at(i)
	start, end := n.period(d, i)
	complete := true
	title, acronym := projectName(d, focus[0])
	p := &kg.Project{
		Meta:        meta("project/" + n.key(i)),
		ID:          "project:synthetic:" + n.key(i),
		Acronym:     kg.Text(acronym),
		Title:       title,
		Start:       start,
		End:         end,
		ThemeIDs:    focus[:1+d.IntN(len(focus))],
		ProgrammeID: n.model.programmes.draw(d),
		Complete:    &complete,
	}
	parts := make([]kg.Participation, len(members))
	budget := int64(0)
	for j, who := range members {
		parts[j] = kg.Participation{Meta: p.Meta, OrganisationID: n.organisationID(who), ProjectID: p.ID, Role: kg.Partner}
		switch {
		case j == 0:
			parts[j].Role = kg.Lead
		case d.chance(associatedShare):
			parts[j].Role = "ASSOCIATED"
			continue
		}
		if d.chance(paidShare) {
			euros := int64(paidMedian * math.Exp(paidSpread*d.NormFloat64()))
			parts[j].Contribution = &kg.Money{Cents: 100 * max(euros, 1), Currency: "EUR"}
			budget += parts[j].Contribution.Cents
		}
	}
	if budget > 0 {
		p.Budget = &kg.Money{Cents: budget, Currency: "EUR"}
	}
	return p, parts
}

// period returns when a project goes on. Projects are in the order of their starts, which are the first of a month.
func (n *Network) period(d *dice, i int) (start, end kg.Date) {
	years := n.model.years
	all := float64(years.upTo[len(years.upTo)-1])
	at := all * (float64(i) + 0.5) / float64(n.options.Projects)
	k := sort.SearchInts(years.upTo, int(at)+1)
	before := 0
	if k > 0 {
		before = years.upTo[k-1]
	}
	month := 1 + int(12*(at-float64(before))/float64(years.upTo[k]-before))
	from := time.Date(years.values[k], time.Month(min(month, 12)), 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, n.model.months.draw(d), -1)
	return kg.Date(from.Format(time.DateOnly)), kg.Date(to.Format(time.DateOnly))
}
