package memory

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"ngograph/internal/kg"
)

// shape is the size of a synthetic graph like CORDIS: many small consortia, a few of more than a hundred, and a few
// organisations that are in everything.
type shape struct{ organisations, projects, participations int }

// graph returns the records of a synthetic graph, the same for the same shape, each kind by id.
func (s shape) graph() []kg.Record {
	rnd := rand.New(rand.NewPCG(7, 11))
	source := []kg.SourceRef{{Dataset: "dataset:synthetic", Record: "1"}}
	var list []kg.Record
	add := func(r kg.Record) {
		r.Base().Revision = 1
		list = append(list, r)
	}
	add(&kg.Dataset{ID: "dataset:synthetic", Title: "Synthetic", Licence: "CC0-1.0", RetrievedAt: "2024-01-01"})
	countries := make([]string, 40)
	for i := range countries {
		countries[i] = fmt.Sprintf("country:C%02d", i)
		add(&kg.Country{ID: countries[i], Code: countries[i][8:], Name: "Country " + countries[i][8:]})
	}
	themes := make([]string, 60)
	for i := range themes {
		themes[i] = fmt.Sprintf("theme:T%02d", i)
		t := &kg.Theme{ID: themes[i], Scheme: "synthetic", Name: "Theme " + themes[i][6:]}
		if i >= 10 {
			t.BroaderIDs = []string{themes[i%10]}
		}
		add(t)
	}
	areas := []string{"area:north"}
	add(&kg.Area{ID: areas[0], Name: "North", Definition: "eight countries"})
	for i := range 8 {
		add(&kg.AreaMember{AreaID: areas[0], MemberID: countries[i]})
	}
	types, sizes := kg.Enums()["OrganisationType"], kg.Enums()["SizeBand"]
	for i := range s.organisations {
		add(&kg.Organisation{
			ID: fmt.Sprintf("org:pic:%09d", i), Name: fmt.Sprintf("Institute %d of %x", i*7919%1000, rnd.Uint32()),
			Type: kg.OrganisationType(types[rnd.IntN(len(types))]), Size: kg.SizeBand(sizes[rnd.IntN(len(sizes))]),
			CountryID: countries[skewed(rnd, len(countries), 1)], City: "Town",
			Meta: kg.Meta{Sources: slices.Clone(source)},
		})
	}
	members := make([][]int, s.projects)
	total := 0
	for i := range s.projects {
		n := 1 + int(rnd.ExpFloat64()*float64(s.participations)/float64(s.projects))
		if i%700 == 3 {
			n = 100 + rnd.IntN(100)
		}
		n = min(n, s.participations-total)
		total += n
		for range n {
			members[i] = append(members[i], skewed(rnd, s.organisations, 2.2))
		}
		year := 2014 + rnd.IntN(10)
		add(&kg.Project{
			ID: fmt.Sprintf("project:%08d", i), Title: fmt.Sprintf("Towards %x and %d", rnd.Uint32(), i),
			Start: kg.Date(fmt.Sprintf("%d-01-01", year)), End: kg.Date(fmt.Sprintf("%d-12-31", year+3)),
			ThemeIDs: []string{themes[10+rnd.IntN(50)]}, Meta: kg.Meta{Sources: slices.Clone(source)},
		})
	}
	var parts []*kg.Participation
	for i, list := range members {
		slices.Sort(list)
		for j, o := range slices.Compact(list) {
			role := kg.Partner
			if j == 0 {
				role = kg.Lead
			}
			id := fmt.Sprintf("project:%08d", i)
			parts = append(parts, &kg.Participation{
				OrganisationID: fmt.Sprintf("org:pic:%09d", o), ProjectID: id, Role: role, RawRole: "participant",
				Contribution: &kg.Money{Cents: rnd.Int64N(1e8), Currency: "EUR"},
				Meta:         kg.Meta{Revision: 1, Sources: []kg.SourceRef{{Dataset: "dataset:synthetic", Record: kg.Text(id[8:])}}},
			})
		}
	}
	slices.SortFunc(parts, compareParticipations)
	for _, p := range parts {
		list = append(list, p)
	}
	return list
}

// skewed draws a number below n, small ones far more often.
func skewed(rnd *rand.Rand, n int, power float64) int {
	return int(math.Pow(rnd.Float64(), power+1) * float64(n))
}
