package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// introductionsTo asks for introductions with the brokers of each, and the ties of those.
func introductionsTo(you string, scope *kg.Scope) *kg.Hop {
	tie := func(name string) *kg.Hop {
		projects := &kg.Hop{Edge: kg.EdgeOf(kg.KindCollaboration, kg.EdgeEvidence), Key: "projects", Items: true, First: 10}
		return &kg.Hop{
			Edge: kg.EdgeOf(kg.KindBroker, name), Key: name, Items: true,
			Shapes: []kg.Shape{{Kind: kg.KindCollaboration, Hops: []*kg.Hop{projects}}},
		}
	}
	one := func(from kg.Kind, name string) *kg.Hop {
		return &kg.Hop{Edge: kg.EdgeOf(from, name), Key: name, Items: true}
	}
	brokers := one(kg.KindIntroduction, kg.EdgeBrokersOf)
	brokers.First = kg.MaxFirst
	brokers.Shapes = []kg.Shape{{Kind: kg.KindBroker, Hops: []*kg.Hop{
		one(kg.KindBroker, "organisation"), tie(kg.EdgeToYou), tie(kg.EdgeToCandidate),
	}}}
	return &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeIntroductions), IDs: []string{you}, Scope: scope, Items: true, Count: true, Coverage: true,
		First:  kg.MaxFirst,
		Shapes: []kg.Shape{{Kind: kg.KindIntroduction, Hops: []*kg.Hop{one(kg.KindIntroduction, "candidate"), brokers}}},
	}
}

// told writes a page of introductions down, a line for each and for each broker.
func told(page *kg.Page) []string {
	only := func(r kg.Record, key string) kg.Record {
		page, ok := kg.Attached(r, key)
		if !ok || len(page.Items) != 1 {
			return &kg.Organisation{ID: "none under " + key}
		}
		return page.Items[0].Record
	}
	tie := func(r kg.Record, key string) string {
		c, ok := only(r, key).(*kg.Collaboration)
		if !ok {
			return "no tie"
		}
		text := fmt.Sprintf("%s+%s %.4g", c.A[4:], c.B[4:], c.Weight)
		projects, _ := kg.Attached(c, "projects")
		for _, item := range projects.Items {
			text += " " + item.Record.RecordID()
		}
		return text
	}
	var list []string
	for _, item := range page.Items {
		r := item.Record.(*kg.Introduction)
		text := fmt.Sprintf("%s %s %.4g = %.4g, %.4g of %d", only(r, "candidate").RecordID(), r.Basis, r.Score, r.Trust, r.Fit, r.BrokerCount)
		for _, reason := range r.Reasons {
			text += fmt.Sprintf("; %s %.4g %s", reason.Kind, reason.Value, strings.Join(reason.Shared, ","))
		}
		list = append(list, text)
		brokers, _ := kg.Attached(r, kg.EdgeBrokersOf)
		for _, item := range brokers.Items {
			b := item.Record.(*kg.Broker)
			list = append(list, fmt.Sprintf("  %s %.4g %t, %s, %s",
				only(b, "organisation").RecordID(), b.Term, b.AcceptsIntroductions, tie(b, kg.EdgeToYou), tie(b, kg.EdgeToCandidate)))
		}
	}
	return list
}

// acquainted is a graph small enough to be worked out by hand. In project p (4 parties, so 1/3) you meet b1, b2 and x;
// in q (2, so 1) you meet b1 again; c is in r (3, 1/2) with b1 and b2 and in s (2, 1) with b2; d is in t (2, 1) with b1, long
// ago; x and d meet in a record (1). So N(b1) = you, b2, x, c, d; N(b2) = you, b1, x, c; N(x) = you, b1, b2, d. m is a member of
// b1, far alone; n1, n2 and n3 are members of each other.
func acquainted(t *testing.T) *kg.Graph {
	t.Helper()
	records := []kg.Record{
		&kg.Language{ID: "language:en", Code: "en", Name: "English"}, &kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL1", Code: "PL1", Name: "North", Version: "2021", CountryID: "country:PL"},
		&kg.Theme{ID: "theme:a", Scheme: "s", Name: "A"}, &kg.Theme{ID: "theme:b", Scheme: "s", Name: "B"},
		&kg.Theme{ID: "theme:c", Scheme: "s", Name: "C"},
		&kg.Organisation{
			ID: "org:you", Name: "You", Type: "NGO", ThemeIDs: []string{"theme:a", "theme:b"}, LanguageIDs: []string{"language:pl"},
			CountryID: "country:PL", RegionID: "region:PL1",
		},
		&kg.Organisation{ID: "org:b1", Name: "B1", Type: "NGO", AcceptsIntroductions: true},
		&kg.Organisation{ID: "org:b2", Name: "B2", Type: "NGO"},
		&kg.Organisation{ID: "org:c", Name: "C", Type: "NGO", ThemeIDs: []string{"theme:b", "theme:c"}, CountryID: "country:PL"},
		&kg.Organisation{ID: "org:d", Name: "D", Type: "COMPANY", LanguageIDs: []string{"language:en", "language:pl"}},
		&kg.Organisation{ID: "org:x", Name: "X", Type: "NGO"},
		&kg.Organisation{ID: "org:m", Name: "M", Type: "NGO"},
		&kg.Organisation{ID: "org:far", Name: "Far", Type: "NGO", CountryID: "country:SE", RegionID: "region:PL1"},
		&kg.Project{ID: "project:p", Title: "P"}, &kg.Project{ID: "project:q", Title: "Q"}, &kg.Project{ID: "project:r", Title: "R"},
		&kg.Project{ID: "project:s", Title: "S"}, &kg.Project{ID: "project:t", Title: "T", Start: "2001-01-01"},
		&kg.RecordedCollaboration{ID: "recorded:r", Title: "R", PartyIDs: []string{"org:d", "org:x"}},
		&kg.Membership{NetworkID: "org:b1", MemberID: "org:m"},
		&kg.Organisation{ID: "org:n1", Name: "N1", Type: "NETWORK"}, &kg.Organisation{ID: "org:n2", Name: "N2", Type: "NETWORK"},
		&kg.Organisation{ID: "org:n3", Name: "N3", Type: "NETWORK"},
		&kg.Membership{NetworkID: "org:n1", MemberID: "org:n2"}, &kg.Membership{NetworkID: "org:n1", MemberID: "org:n3"},
		&kg.Membership{NetworkID: "org:n2", MemberID: "org:n3"},
		&kg.Resource{ID: "resource:1", OrganisationID: "org:you", Direction: kg.Need, ResourceKind: "VENUE", Title: "1"},
		&kg.Resource{ID: "resource:2", OrganisationID: "org:you", Direction: kg.Need, ResourceKind: "STAFF", Title: "2"},
		&kg.Resource{ID: "resource:3", OrganisationID: "org:you", Direction: kg.Need, ResourceKind: "STAFF", Title: "3"},
		&kg.Resource{ID: "resource:4", OrganisationID: "org:c", Direction: kg.Offer, ResourceKind: "STAFF", Title: "4"},
		&kg.Resource{ID: "resource:5", OrganisationID: "org:c", Direction: kg.Need, ResourceKind: "VENUE", Title: "5"},
	}
	for project, parties := range map[string][]string{
		"p": {"you", "b1", "b2", "x"}, "q": {"you", "b1"}, "r": {"b1", "b2", "c"}, "s": {"b2", "c"}, "t": {"b1", "d"},
	} {
		for _, party := range parties {
			records = append(records, &kg.Participation{OrganisationID: "org:" + party, ProjectID: "project:" + project, Role: kg.Partner})
		}
	}
	var changes []kg.Change
	for _, r := range records {
		changes = append(changes, kg.Change{Put: r})
	}
	_, graph := open(t, newFakeStore(), Options{})
	if _, err := graph.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	return graph
}

func TestIntroductionsByHand(t *testing.T) {
	graph := acquainted(t)
	since := 2000
	// c: b1 adds min(4/3, 1/2)/5 = 0.1, b2 min(1/3, 3/2)/4 = 1/12; themes 1/3, languages 0, needs 1/2: fit 5/18.
	// d: b1 adds min(4/3, 1)/5 = 0.2, x min(1/3, 1)/4 = 1/12; themes 0, languages 1, needs 0: fit 1/3.
	c := []string{
		"org:c TIES 0.2343 = 0.1833, 0.2778 of 2; TRUST 0.1833 ; THEMES 0.3333 theme:b; LANGUAGE 0 ; NEEDS 0.5 STAFF",
		"  org:b1 0.1 true, b1+you 1.333 project:p project:q, b1+c 0.5 project:r",
		"  org:b2 0.08333 false, b2+you 0.3333 project:p, b2+c 1.5 project:r project:s",
	}
	d := []string{
		"org:d TIES 0.3778 = 0.2833, 0.3333 of 2; TRUST 0.2833 ; THEMES 0 ; LANGUAGE 1 language:pl; NEEDS 0 ",
		"  org:b1 0.2 true, b1+you 1.333 project:p project:q, b1+d 1 project:t",
		"  org:x 0.08333 false, x+you 0.3333 project:p, d+x 1",
	}
	for _, test := range []struct {
		name     string
		you      string
		scope    *kg.Scope
		where    kg.Filter
		order    kg.Order
		want     []string
		projects int // that make ties of the one who asks
	}{
		{name: "all ties", you: "org:you", want: slices.Concat(d, c), projects: 2},
		{name: "ascending", you: "org:you", order: kg.Order{Field: "score"}, want: slices.Concat(c, d), projects: 2},
		{name: "a filter on candidates alone", you: "org:you", where: kg.In("type", "COMPANY"), want: d, projects: 2},
		{
			name: "members are brought in by their network", you: "org:you",
			scope: &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByMembers}},
			// N(b1) has m too; d's tie with x does not count.
			want: []string{
				"org:d TIES 0.2222 = 0.1667, 0.3333 of 1; TRUST 0.1667 ; THEMES 0 ; LANGUAGE 1 language:pl; NEEDS 0 ",
				"  org:b1 0.1667 true, b1+you 1.333 project:p project:q, b1+d 1 project:t",
				// b1 adds min(4/3, 1/2)/6 = 1/12 and so does b2: by id.
				"org:c TIES 0.213 = 0.1667, 0.2778 of 2; TRUST 0.1667 ; THEMES 0.3333 theme:b; LANGUAGE 0 ; NEEDS 0.5 STAFF",
				"  org:b1 0.08333 true, b1+you 1.333 project:p project:q, b1+c 0.5 project:r",
				"  org:b2 0.08333 false, b2+you 0.3333 project:p, b2+c 1.5 project:r project:s",
				"org:m TIES 0.1667 = 0.1667, 0 of 1; TRUST 0.1667 ; THEMES 0 ; LANGUAGE 0 ; NEEDS 0 ",
				"  org:b1 0.1667 true, b1+you 1.333 project:p project:q, b1+m 1",
			},
			projects: 2,
		},
		{
			name: "no candidate that was ever a partner", you: "org:x", scope: &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject}},
			// x knows you, b1 and b2 by p, and d by the record.
			want: []string{
				"org:c TIES 0.15 = 0.15, 0 of 2; TRUST 0.15 ; THEMES 0 ",
				"  org:b2 0.08333 false, b2+x 0.3333 project:p, b2+c 1.5 project:r project:s",
				"  org:b1 0.06667 true, b1+x 0.3333 project:p, b1+c 0.5 project:r",
			},
			projects: 1,
		},
		{
			name: "without ties in the scope by profile", you: "org:you", scope: &kg.Scope{Years: kg.Years{From: &since}},
			// c shares the country, far the region: (1/3 + 0 + 1/2 + 1/2)/4 and (0 + 0 + 0 + 1)/4.
			want: []string{
				"org:c PROFILE 0.3333 = 0, 0.3333 of 0; THEMES 0.3333 theme:b; LANGUAGE 0 ; NEEDS 0.5 STAFF; PLACE 0.5 country:PL",
				"org:d PROFILE 0.3333 = 0, 0.3333 of 0; THEMES 0 ; LANGUAGE 1 language:pl; NEEDS 0 ",
				"org:far PROFILE 0.25 = 0, 0.25 of 0; THEMES 0 ; LANGUAGE 0 ; NEEDS 0 ; PLACE 1 region:PL1",
			},
		},
		{name: "nobody whom a membership in the scope ties", you: "org:n2", scope: &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}}},
		{name: "nobody by profile where nothing is stated", you: "org:m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := introductionsTo(test.you, test.scope)
			h.Where, h.Order = test.where, test.order
			page, err := graph.Fetch(t.Context(), h)
			if err != nil {
				t.Fatal(err)
			}
			if d := gocmp.Diff(test.want, told(page)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if page.Total != len(page.Items) || page.More || page.Coverage.Projects != test.projects {
				t.Errorf("total %d of %d, more: %t, coverage %+v", page.Total, len(page.Items), page.More, page.Coverage)
			}
		})
	}
}

func TestIntroductionsOfTheUnknown(t *testing.T) {
	v, graph := openGraph(t, shape{organisations: 3, projects: 2, participations: 4})
	if _, err := graph.Fetch(t.Context(), introductionsTo("org:unknown-1", nil)); kg.CodeOf(err) != kg.NotFound {
		t.Errorf("want %s, got %v", kg.NotFound, err)
	}
	if _, err := v.Fetch(t.Context(), &kg.Hop{Edge: kg.EdgeOf("", kg.EdgeNetwork), Items: true}); kg.CodeOf(err) != kg.Internal {
		t.Errorf("a computed edge: want %s, got %v", kg.Internal, err)
	}
}

// matchmaker counts introductions from the ties alone.
type matchmaker struct {
	weight    map[[2]string]float64 // of the ties in the scope, both ways
	ever      map[[2]string]bool
	orgs      map[string]*kg.Organisation
	resources []*kg.Resource
}

func newMatchmaker(t *rapid.T, oracle *kgtest.Oracle, records []kg.Record, scope *kg.Scope) *matchmaker {
	n := &matchmaker{weight: map[[2]string]float64{}, ever: map[[2]string]bool{}, orgs: map[string]*kg.Organisation{}}
	for _, c := range tiesOf(t, oracle, scope) {
		n.weight[[2]string{c.A, c.B}], n.weight[[2]string{c.B, c.A}] = c.Weight, c.Weight
	}
	for _, c := range tiesOf(t, oracle, &kg.Scope{}) {
		n.ever[[2]string{c.A, c.B}], n.ever[[2]string{c.B, c.A}] = true, true
	}
	for _, r := range records {
		switch r := r.(type) {
		case *kg.Organisation:
			n.orgs[r.ID] = r
		case *kg.Resource:
			n.resources = append(n.resources, r)
		}
	}
	return n
}

func (n *matchmaker) partners(of string) []string {
	var ids []string
	for id := range n.orgs {
		if n.weight[[2]string{of, id}] > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// has returns the kinds of resource that an organisation offers or needs.
func (n *matchmaker) has(org string, d kg.Direction) []string {
	var kinds []string
	for _, r := range n.resources {
		if r.OrganisationID == org && r.Direction == d {
			kinds = append(kinds, string(r.ResourceKind))
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func among(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return !slices.Contains(b, x) })
}

func (n *matchmaker) parts(u, c *kg.Organisation, place bool) []kg.Reason {
	var list []kg.Reason
	if all := slices.Concat(u.ThemeIDs, c.ThemeIDs); len(all) > 0 {
		shared := among(u.ThemeIDs, c.ThemeIDs)
		list = append(list, kg.Reason{Kind: kg.ReasonThemes, Value: float64(len(shared)) / float64(len(all)-len(shared)), Shared: shared})
	}
	if len(u.LanguageIDs)+len(c.LanguageIDs) > 0 {
		r := kg.Reason{Kind: kg.ReasonLanguage, Shared: among(u.LanguageIDs, c.LanguageIDs)}
		if len(r.Shared) > 0 {
			r.Value = 1
		}
		list = append(list, r)
	}
	if needs := n.has(u.ID, kg.Need); len(needs) > 0 {
		shared := among(needs, n.has(c.ID, kg.Offer))
		list = append(list, kg.Reason{Kind: kg.ReasonNeeds, Value: float64(len(shared)) / float64(len(needs)), Shared: shared})
	}
	if place && u.CountryID+u.RegionID != "" && c.CountryID+c.RegionID != "" {
		r := kg.Reason{Kind: kg.ReasonPlace}
		if u.RegionID != "" && u.RegionID == c.RegionID {
			r.Value, r.Shared = 1, []string{u.RegionID}
		} else if u.CountryID != "" && u.CountryID == c.CountryID {
			r.Value, r.Shared = 0.5, []string{u.CountryID}
		}
		list = append(list, r)
	}
	return list
}

// introduction returns that of u to c with its brokers, nil if there is none.
func (n *matchmaker) introduction(u, c *kg.Organisation) (*kg.Introduction, []*kg.Broker) {
	if u == c || n.ever[[2]string{u.ID, c.ID}] || n.weight[[2]string{u.ID, c.ID}] > 0 {
		return nil, nil
	}
	r := &kg.Introduction{For: u.ID, CandidateID: c.ID, Basis: kg.OnTies}
	var brokers []*kg.Broker
	yours := n.partners(u.ID)
	for _, z := range yours {
		if w := n.weight[[2]string{z, c.ID}]; w > 0 {
			term := min(n.weight[[2]string{u.ID, z}], w) / float64(len(n.partners(z)))
			brokers = append(brokers, &kg.Broker{
				For: u.ID, Candidate: c.ID, OrganisationID: z, Term: term, AcceptsIntroductions: n.orgs[z].AcceptsIntroductions,
			})
			r.Trust += term
		}
	}
	if len(yours) == 0 {
		r.Basis = kg.OnProfile
	} else {
		r.Reasons = append(r.Reasons, kg.Reason{Kind: kg.ReasonTrust, Value: r.Trust})
	}
	parts := n.parts(u, c, len(yours) == 0)
	for _, part := range parts {
		r.Fit += part.Value / float64(len(parts))
	}
	r.Reasons = append(r.Reasons, parts...)
	r.BrokerCount, r.Score = len(brokers), r.Trust*(1+r.Fit)
	if r.Basis == kg.OnProfile {
		r.Score = r.Fit
	}
	slices.SortFunc(brokers, func(a, b *kg.Broker) int {
		return cmp.Or(cmp.Compare(kg.Nanos(b.Term), kg.Nanos(a.Term)), cmp.Compare(a.OrganisationID, b.OrganisationID))
	})
	if r.Score == 0 {
		return nil, nil
	}
	return r, brokers
}

// TestIntroductionsNaively compares introductions on random graphs with a count by nested loops, page by page.
func TestIntroductionsNaively(t *testing.T) {
	seen := map[kg.IntroductionBasis]int{}
	rapid.Check(t, func(t *rapid.T) {
		v, oracle, records := drawn(t)
		graph := kg.New(v.store, v, noon)
		orgs := kgtest.IDsOf(records, kg.KindOrganisation)
		if len(orgs) == 0 {
			return
		}
		scope := kgtest.DrawScope(t, records)
		n := newMatchmaker(t, oracle, records, scope)
		u := n.orgs[rapid.SampledFrom(orgs).Draw(t, "you")]
		h := introductionsTo(u.ID, scope)
		h.Order = kg.Order{Field: "score", Desc: rapid.Bool().Draw(t, "desc")}
		h.First = rapid.IntRange(1, 3).Draw(t, "first")
		where := rapid.Bool().Draw(t, "where")
		if where {
			h.Where = kg.In("type", "NGO", "COMPANY", "NETWORK")
		}
		brokers := h.Shapes[0].Hops[1]
		brokers.First = rapid.IntRange(1, 3).Draw(t, "first brokers")
		type introduced struct {
			Introduction *kg.Introduction
			Brokers      []*kg.Broker
		}
		var want, got []introduced
		for _, c := range n.orgs {
			counts := !where || slices.Contains(h.Where.Values, string(c.Type))
			if r, brokers := n.introduction(u, c); r != nil && counts {
				want = append(want, introduced{r, brokers[:min(len(brokers), h.Shapes[0].Hops[1].First)]})
				seen[r.Basis]++
			}
		}
		position := func(r *kg.Introduction) kg.After { return kg.After{Value: kg.Nanos(r.Score), ID: r.RecordID()} }
		slices.SortFunc(want, func(a, b introduced) int {
			return h.Order.Compare(position(a.Introduction), position(b.Introduction))
		})
		for more := true; more && len(got) <= len(want); {
			page, err := graph.Fetch(context.Background(), h)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != len(want) {
				t.Errorf("total %d, want %d", page.Total, len(want))
			}
			for _, item := range page.Items {
				r := item.Record.(*kg.Introduction)
				next := introduced{Introduction: r}
				list, _ := kg.Attached(r, kg.EdgeBrokersOf)
				for _, item := range list.Items {
					next.Brokers = append(next.Brokers, item.Record.(*kg.Broker))
				}
				got = append(got, next)
				h.After = &kg.After{Value: item.Sort, ID: r.RecordID()}
			}
			more = page.More
		}
		if d := gocmp.Diff(want, got, nearly, cmpopts.EquateEmpty(), cmpopts.IgnoreTypes(kg.Meta{})); d != "" {
			t.Errorf("for %s under %s (-want +got):\n%s", u.ID, scope, d)
		}
	})
	if seen[kg.OnTies] == 0 || seen[kg.OnProfile] == 0 {
		t.Errorf("introductions by basis: %v", seen)
	}
}

// TestIntroductionsCancelled ends the context at each look.
func TestIntroductionsCancelled(t *testing.T) {
	v, graph := openGraph(t, shape{organisations: 1000, projects: 800, participations: 4000})
	hub := v.latest.Load().busiest()
	endAtEachLook(t, 3, func(ctx context.Context) error {
		h := introductionsTo(hub, nil)
		h.Shapes = nil
		_, err := graph.Fetch(ctx, h)
		return err
	})
}
