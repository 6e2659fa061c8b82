package neo4j

import (
	"testing"
	"time"

	"ngograph/internal/kg"
	"ngograph/internal/neo4j/neo4jtest"
)

func clock() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }

// openEmpty returns a DB on an empty database that nobody else uses until tb ends.
func openEmpty(tb testing.TB) (*DB, Config) {
	tb.Helper()
	s := neo4jtest.Acquire(tb)
	c := Config{URI: s.URI, User: s.User, Password: s.Password, Now: clock}
	return open(tb, c), c
}

func open(tb testing.TB, c Config) *DB {
	tb.Helper()
	db, err := Open(tb.Context(), c)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(tb.Context()); err != nil {
			tb.Logf("close: %v", err)
		}
	})
	return db
}

func puts(records ...kg.Record) []kg.Change {
	changes := make([]kg.Change, len(records))
	for i, r := range records {
		changes[i] = kg.Change{Put: r}
	}
	return changes
}

func deletes(ids ...string) []kg.Change {
	changes := make([]kg.Change, len(ids))
	for i, id := range ids {
		changes[i] = kg.Change{Delete: id}
	}
	return changes
}

func apply(tb testing.TB, db *DB, changes ...kg.Change) kg.Revision {
	tb.Helper()
	r, err := db.Apply(tb.Context(), changes)
	if err != nil {
		tb.Fatalf("apply: %v", err)
	}
	return r
}

func scan(tb testing.TB, db *DB, kinds ...kg.Kind) []kg.Record {
	tb.Helper()
	var records []kg.Record
	for r, err := range db.Scan(tb.Context(), kinds...) {
		if err != nil {
			tb.Fatalf("scan: %v", err)
		}
		records = append(records, r)
	}
	return records
}

// one returns the only value of a statement's only row.
func one(tb testing.TB, db *DB, statement string, params map[string]any) any {
	tb.Helper()
	rows, err := db.read(tb.Context(), statement, params)
	if err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
	if len(rows) != 1 {
		tb.Fatalf("%s: %d rows", statement, len(rows))
	}
	return rows[0].Values[0]
}

func wantCode(tb testing.TB, what string, err error, code kg.Code) {
	tb.Helper()
	if kg.CodeOf(err) != code {
		tb.Fatalf("%s: %v (code %q), want %q", what, err, kg.CodeOf(err), code)
	}
}

// sample is a small graph with a record of every kind.
func sample() []kg.Record {
	day := kg.Date("2024-05-01")
	return []kg.Record{
		&kg.Dataset{ID: "dataset:d", Title: "D", Licence: "CC0-1.0", RetrievedAt: day},
		&kg.Dataset{ID: "dataset:o", Title: "Organisations | more", Licence: "CC0-1.0", RetrievedAt: day},
		&kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"},
		&kg.Language{ID: "language:sv", Code: "sv", Name: "Swedish"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland", LanguageIDs: []string{"language:pl"}},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden", LanguageIDs: []string{"language:sv"}},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "Północny", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Pomorskie", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:water", Scheme: "own", Name: "Water"},
		&kg.Theme{ID: "theme:sea", Scheme: "own", Name: "Sea", BroaderIDs: []string{"theme:water"}},
		&kg.Theme{ID: "theme:sdg14", Scheme: "sdg", Name: "Life below water", MatchIDs: []string{"theme:sea"}},
		&kg.Area{ID: "area:baltic", Name: "The Baltic", Definition: "CBSS"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "country:PL", From: "1992-03-06"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "region:PL63"},
		&kg.Organisation{
			ID: "org:a", Name: "Akcja Łódź", Type: "NGO", CountryID: "country:PL", RegionID: "region:PL63",
			Meta:     kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:o", Record: "1|2", URL: "https://example.org/1"}}},
			ThemeIDs: []string{"theme:sea"}, LanguageIDs: []string{"language:pl"}, Location: &kg.GeoPoint{Latitude: 54.35, Longitude: 18.65},
			Identifiers: []kg.Identifier{{Scheme: "PL-KRS", Value: "0000123"}}, Acronym: "AŁ",
		},
		&kg.Organisation{ID: "org:b", Name: "Båtar", Type: "NGO", CountryID: "country:SE", ThemeIDs: []string{"theme:sea", "theme:water"}},
		&kg.Organisation{ID: "org:net", Name: "Network", Type: "NETWORK"},
		&kg.Programme{ID: "programme:p", Name: "Programme", FunderID: "org:net"},
		&kg.Project{
			ID: "project:1", Title: "Clean sea", Start: "2020-01-01", Budget: &kg.Money{Cents: 1234567, Currency: "EUR"},
			ThemeIDs: []string{"theme:sea"}, ProgrammeID: "programme:p",
		},
		&kg.Project{ID: "project:2", Title: "Other"},
		&kg.Participation{OrganisationID: "org:a", ProjectID: "project:1", Role: kg.Lead, Contribution: &kg.Money{Cents: 5, Currency: "EUR"}},
		&kg.Participation{OrganisationID: "org:a", ProjectID: "project:1", Role: kg.Partner},
		&kg.Participation{OrganisationID: "org:b", ProjectID: "project:1", Role: kg.Partner},
		&kg.Membership{NetworkID: "org:net", MemberID: "org:a", Since: "2019-01-01"},
		&kg.Practice{ID: "practice:1", Title: "Nets out", SharedBy: "org:b", ProjectID: "project:1", ThemeIDs: []string{"theme:sea"}, Evidence: []string{"https://example.org/e"}},
		&kg.Resource{ID: "resource:1", OrganisationID: "org:a", Direction: kg.Offer, ResourceKind: "STAFF", Title: "Divers", ThemeIDs: []string{"theme:sea"}},
		&kg.RecordedCollaboration{ID: "recorded:1", Title: "Letter", PartyIDs: []string{"org:a", "org:b"}, Start: "2021-01-01"},
	}
}
