package kgtest

import "ngograph/internal/kg"

func source() kg.Meta {
	return kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:all", Record: "1|x", URL: "https://example.org/1"}}}
}

// complete returns records of every kind in which every field is stated by at least one record, and is left open by
// another where it may be.
func complete() []kg.Record {
	return []kg.Record{
		&kg.Dataset{
			Meta: source(), ID: "dataset:all", Title: "All", Publisher: "Publisher", URL: "https://example.org",
			RecordURL: "https://example.org/{record}", Licence: "CC0-1.0", Attribution: "by us", RetrievedAt: "2024-01-31",
		},
		&kg.Dataset{ID: "dataset:bare", Title: "Bare", Licence: "none", RetrievedAt: "1999-12-31"},
		&kg.Language{Meta: source(), ID: "language:pl", Code: "pl", Name: "Polish", Names: []kg.LocalisedText{{Language: "pl", Text: "polski"}}},
		&kg.Language{ID: "language:en", Code: "en", Name: "English"},
		&kg.Country{
			Meta: source(), ID: "country:PL", Code: "PL", Name: "Poland", LanguageIDs: []string{"language:en", "language:pl"},
			Names: []kg.LocalisedText{{Text: `with | and ; and \`, Kind: kg.NameAlias}, {Language: "pl", Text: "Polska", Kind: kg.NameOfficial}},
		},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "North", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{Meta: source(), ID: "region:PL63", Code: "PL63", Name: "Pomorskie", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:environment", Scheme: "own", Name: "Environment"},
		&kg.Theme{
			Meta: source(), ID: "theme:climate", Scheme: "own", Notation: "1.2", Name: "Climate", BroaderIDs: []string{"theme:environment"},
			MatchIDs: []string{"theme:other"}, Labels: []kg.LocalisedText{{Language: "ru", Text: "климат"}},
		},
		&kg.Theme{ID: "theme:other", Scheme: "theirs", Name: "…"},
		&kg.Area{
			Meta: source(), ID: "area:baltic", Name: "Baltic", Definition: "as we say", Source: "https://example.org/baltic",
			Names: []kg.LocalisedText{{Language: "pl", Text: "Bałtyk"}},
		},
		&kg.Area{ID: "area:empty", Name: "Empty", Definition: "nothing"},
		&kg.AreaMember{Meta: source(), AreaID: "area:baltic", MemberID: "country:PL", From: "1992-03-06", To: "2030-01-01"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "region:PL63"},
		&kg.Organisation{
			Meta: source(), ID: "org:full", Name: "Full", Acronym: "FULL", Type: "NGO", Size: "SMALL", CountryID: "country:PL",
			RegionID: "region:PL63", City: "Gdańsk", Location: &kg.GeoPoint{Latitude: 54.352, Longitude: -18.6466}, Website: "https://full.example",
			Names:       []kg.LocalisedText{{Language: "pl", Text: "Pełna", Kind: kg.NameFormer}},
			Identifiers: []kg.Identifier{{Scheme: "PIC", Value: "999"}, {Scheme: "PL-KRS", Value: "0000|1"}},
			LanguageIDs: []string{"language:en", "language:pl"}, ThemeIDs: []string{"theme:climate", "theme:other"}, AcceptsIntroductions: true,
		},
		&kg.Organisation{ID: "org:bare", Name: "Bare", Type: "OTHER"},
		&kg.Organisation{ID: "org:net", Name: "Net", Type: "NETWORK", CountryID: "country:SE", Location: &kg.GeoPoint{}},
		&kg.Programme{Meta: source(), ID: "programme:one", Name: "One", From: new(2021), To: new(2027), FunderID: "org:net"},
		&kg.Programme{ID: "programme:bare", Name: "Bare", From: new(0)},
		&kg.Project{
			Meta: source(), ID: "project:full", Acronym: "P", Title: "Full project", Summary: "long", Start: "2021-02-03", End: "2023-04-05",
			Titles: []kg.LocalisedText{{Language: "de", Text: "Großes"}}, Identifiers: []kg.Identifier{{Scheme: "CORDIS", Value: "1"}},
			Budget: &kg.Money{Cents: 9007199254740993, Currency: "EUR"}, Website: "https://p.example", ThemeIDs: []string{"theme:climate"},
			ProgrammeID: "programme:one", Complete: new(true),
		},
		&kg.Project{ID: "project:bare", Title: "Bare", Complete: new(false), Budget: &kg.Money{Currency: "PLN"}},
		&kg.Participation{
			Meta: source(), OrganisationID: "org:full", ProjectID: "project:full", Role: "LEAD", RawRole: "coordinator",
			Contribution: &kg.Money{Cents: -1250, Currency: "PLN"}, Start: "2021-02-03", End: "2022-01-01",
		},
		&kg.Participation{OrganisationID: "org:full", ProjectID: "project:full", Role: "FUNDER"},
		&kg.Participation{OrganisationID: "org:bare", ProjectID: "project:full", Role: "PARTNER"},
		&kg.Membership{Meta: source(), NetworkID: "org:net", MemberID: "org:full", Since: "2020-01-01", Until: "2025-01-01"},
		&kg.Membership{NetworkID: "org:net", MemberID: "org:bare"},
		&kg.Practice{
			Meta: source(), ID: "practice:full", Title: "Good", Summary: "works", URL: "https://example.org/good", ThemeIDs: []string{"theme:climate"},
			SharedBy: "org:full", ProjectID: "project:full", Evidence: []string{"https://example.org/a;b|c", "https://example.org/e"},
		},
		&kg.Practice{ID: "practice:bare", Title: "Bare", SharedBy: "org:bare"},
		&kg.Resource{
			Meta: source(), ID: "resource:full", OrganisationID: "org:full", Direction: kg.Offer, ResourceKind: "VENUE", Title: "A hall",
			ThemeIDs: []string{"theme:climate"}, AvailableFrom: "2024-01-01", AvailableTo: "2024-12-31",
		},
		&kg.Resource{ID: "resource:bare", OrganisationID: "org:bare", Direction: kg.Need, ResourceKind: "STAFF", Title: "Hands"},
		&kg.RecordedCollaboration{
			Meta: source(), ID: "recorded:full", Title: "A fair", PartyIDs: []string{"org:bare", "org:full", "org:net"}, Start: "2019-05-05",
			End: "2019-05-06", ThemeIDs: []string{"theme:other"}, URL: "https://example.org/fair",
		},
		&kg.RecordedCollaboration{ID: "recorded:bare", Title: "A letter", PartyIDs: []string{"org:bare", "org:net"}},
	}
}

// completely returns the complete records with one of them changed, the first of its type that pick likes.
func completely[T kg.Record](change func(T) bool) []kg.Record {
	records := complete()
	for _, r := range records {
		if t, ok := r.(T); ok && change(t) {
			break
		}
	}
	return records
}
