package memory

import (
	"context"
	"slices"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// naive is a random graph that is counted by nested loops, over what the oracle says makes its ties.
type naive struct {
	records []kg.Record
	byID    map[string]kg.Record
	scope   *kg.Scope
	pieces  []piece
}

// piece is one piece of evidence for one tie.
type piece struct {
	a, b   string
	record kg.Record
	term   float64
	start  kg.Date
	period kg.Period
}

// drawNaive opens a view of a random graph and draws a scope of it.
func drawNaive(t *rapid.T) (*View, *naive) {
	v, oracle, records := drawn(t)
	n := narrowed(t, records)
	n.gather(t, oracle)
	return v, n
}

// narrowed draws a scope with lists of all kinds.
func narrowed(t *rapid.T, records []kg.Record) *naive {
	n := &naive{records: records, byID: map[string]kg.Record{}, scope: kgtest.DrawScope(t, records)}
	for _, list := range []struct {
		of   *[]string
		from []string
	}{
		{&n.scope.Roles, kg.Enums()["Role"]},
		{&n.scope.OrganisationTypes, kg.Enums()["OrganisationType"]},
		{&n.scope.Sizes, kg.Enums()["SizeBand"]},
		{&n.scope.Programmes, kgtest.IDsOf(records, kg.KindProgramme)},
	} {
		if len(list.from) > 0 && rapid.IntRange(0, 5).Draw(t, "narrow") == 5 {
			*list.of = rapid.SliceOfNDistinct(rapid.SampledFrom(list.from), 1, len(list.from), rapid.ID[string]).Draw(t, "values")
		}
	}
	for _, r := range records {
		n.byID[r.RecordID()] = r
	}
	return n
}

func fetch(t *rapid.T, view kg.View, h *kg.Hop) *kg.Page {
	page, err := kg.New(nil, view, noon).Fetch(context.Background(), h)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// gather finds the pieces.
func (n *naive) gather(t *rapid.T, oracle *kgtest.Oracle) {
	below := func(edge string) *kg.Hop {
		return &kg.Hop{Edge: kg.EdgeOf(kg.KindCollaboration, edge), Key: edge, Items: true, First: 100}
	}
	ties := fetch(t, oracle, &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeCollaborations), Scope: n.scope, Items: true, First: kg.MaxFirst,
		Shapes: []kg.Shape{{Kind: kg.KindCollaboration, Hops: []*kg.Hop{below(kg.EdgeEvidence), below(kg.EdgeRecords)}}},
	})
	for _, item := range ties.Items {
		c := item.Record.(*kg.Collaboration)
		for _, edge := range []string{kg.EdgeEvidence, kg.EdgeRecords} {
			page, _ := kg.Attached(c, edge)
			for _, item := range page.Items {
				switch r := item.Record.(type) {
				case *kg.Project:
					n.pieces = append(n.pieces, piece{c.A, c.B, r, 1 / float64(r.Participants-1), r.Start, kg.PeriodOf(r.Start, r.End)})
				case *kg.RecordedCollaboration:
					n.pieces = append(n.pieces, piece{c.A, c.B, r, 1 / float64(len(r.PartyIDs)-1), r.Start, kg.PeriodOf(r.Start, r.End)})
				}
			}
		}
	}
	for _, r := range n.records {
		m, ok := r.(*kg.Membership)
		if !ok || m.NetworkID == m.MemberID {
			continue
		}
		k := 0
		var others []kg.Record // without the membership the other way round
		for _, r := range n.records {
			o, ok := r.(*kg.Membership)
			if ok && o.NetworkID == m.NetworkID {
				k++
			}
			if !ok || o.NetworkID != m.MemberID || o.MemberID != m.NetworkID {
				others = append(others, r)
			}
		}
		page := fetch(t, kgtest.NewOracle(1, others), &kg.Hop{
			Edge: kg.EdgeOf("", kg.EdgeCollaboration), Scope: n.scope, Items: true, IDs: []string{m.NetworkID, m.MemberID},
		})
		if len(page.Items) == 0 || !page.Items[0].Record.(*kg.Collaboration).Membership {
			continue
		}
		p := piece{min(m.NetworkID, m.MemberID), max(m.NetworkID, m.MemberID), m, 1 / float64(k), m.Since, kg.Period{}}
		if m.Since != "" {
			p.period = kg.Period{From: m.Since, To: m.Until}
			if m.Until == "" {
				p.period.To = kgtest.Today
			}
		}
		n.pieces = append(n.pieces, p)
	}
}

// parts returns the counting participations of an organisation in a project.
func (n *naive) parts(organisation, project string) []*kg.Participation {
	var list []*kg.Participation
	for _, r := range n.records {
		p, ok := r.(*kg.Participation)
		if ok && p.OrganisationID == organisation && p.ProjectID == project &&
			(len(n.scope.Roles) == 0 || slices.Contains(n.scope.Roles, string(p.Role))) {
			list = append(list, p)
		}
	}
	return list
}

// partners returns the other ends of the ties that a piece of a project makes for an organisation.
func (n *naive) partners(organisation string, project kg.Record) []string {
	var list []string
	for _, p := range n.pieces {
		if p.record.RecordID() == project.RecordID() && (p.a == organisation || p.b == organisation) {
			list = append(list, p.a, p.b)
		}
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(id string) bool { return id == organisation })
}

func (n *naive) country(organisation string) string {
	return n.byID[organisation].(*kg.Organisation).CountryID
}
