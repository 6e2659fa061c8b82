package neo4j

import (
	"slices"
	"strings"
	"testing"

	"ngograph/internal/kg"
)

// TestCheckAndRebuild: whatever is damaged behind the store's back is found, and what is derived is made anew.
func TestCheckAndRebuild(t *testing.T) {
	db, _ := openEmpty(t)
	records := []kg.Record{
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Organisation{ID: "org:a", Name: "First", Type: "NGO", CountryID: "country:PL"},
		&kg.Organisation{ID: "org:b", Name: "Second", Type: "NETWORK"},
		&kg.Project{ID: "project:p", Title: "P", Start: "2020-01-01"},
		&kg.Participation{OrganisationID: "org:b", ProjectID: "project:p", Role: "PARTNER"},
		&kg.Membership{NetworkID: "org:b", MemberID: "org:a"},
	}
	for _, c := range []struct {
		name, damage, found string
		repaired            bool
	}{
		{"nothing", "RETURN 1", "", true},
		{"a folded name", "MATCH (n {id: 'org:a'}) SET n.nameKey = 'last'", "org:a: the property nameKey is last, not first", true},
		{"a period", "MATCH (n {id: 'project:p'}) REMOVE n.periodFrom", "project:p: the property periodFrom is <nil>, not 2020-01-01", true},
		{"searched names", "MATCH (n {id: 'org:a'}) SET n.nameKeys = []", "org:a: the property nameKeys is [], not [first]", true},
		{"a property too many", "MATCH (n {id: 'org:a'}) SET n.colour = 'red'", "org:a: the property colour is red, not <nil>", true},
		{"a count of projects", "MATCH (n {id: 'org:b'}) SET n.projectCount = 7", "org:b: the property projectCount is 7, not 1", true},
		{"a count of participants", "MATCH (n {id: 'project:p'}) REMOVE n.participantCount", "project:p: the property participantCount is <nil>, not 1", true},
		{"a count of members", "MATCH (n {id: 'org:a'}) SET n.memberCount = 0", "org:a: the property memberCount is 0, not <nil>", true},
		{"a missing relationship", "MATCH ({id: 'org:a'})-[r:IN_COUNTRY]->() DELETE r", "org:a: the relationship IN_COUNTRY to country:PL is missing", true},
		{"one too many", "MATCH (a {id: 'org:a'}), (b {id: 'country:SE'}) CREATE (a)-[:IN_COUNTRY]->(b)", "org:a: the relationship IN_COUNTRY to country:SE is too many", true},
		{"one twice", "MATCH (a {id: 'org:a'})-[:IN_COUNTRY]->(b) CREATE (a)-[:IN_COUNTRY]->(b)", "org:a: the relationship IN_COUNTRY to country:PL is there more than once", true},
		{
			"an edge elsewhere", "MATCH ()-[r:PARTICIPATED_IN]->(p), (a {id: 'org:a'}) CREATE (a)-[s:PARTICIPATED_IN]->(p) WITH r, s, properties(r) AS props DELETE r WITH s, props SET s = props",
			"org:a: the property projectCount is 0, not 1; org:b: the property projectCount is 1, not 0; " +
				"participation:org:b|project:p|PARTNER: the relationship is from org:a to project:p, not from org:b to project:p", true,
		},
		{"a reference", "MATCH (n {id: 'org:a'}) SET n.country = 'country:XX'", "org:a: the relationship IN_COUNTRY to country:PL is too many; org:a: the relationship IN_COUNTRY to country:XX is missing; org:a: country refers to country:XX, which is not there", false},
		{"an unknown type", "MATCH (n {id: 'org:a'}) SET n.type = 'CLUB'", `org:a: type is "CLUB", which is no OrganisationType`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range slices.Backward(scan(t, db)) {
				apply(t, db, deletes(r.RecordID())...)
			}
			before := apply(t, db, puts(records...)...)
			if err := db.write(t.Context(), c.damage, nil); err != nil {
				t.Fatal(err)
			}
			if got := contradictions(t, db); got != c.found {
				t.Errorf("found\n%s\nnot\n%s", got, c.found)
			}
			if err := db.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := contradictions(t, db); (got == "") != c.repaired {
				t.Errorf("after Rebuild: %q", got)
			}
			if after, err := db.Revision(t.Context()); err != nil || after != before {
				t.Errorf("revision %d, %v; before %d", after, err, before)
			}
		})
	}
}

func contradictions(t *testing.T, db *DB) string {
	t.Helper()
	var found []string
	for c, err := range db.Check(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, c.ID+": "+c.Problem)
	}
	return strings.Join(found, "; ")
}
