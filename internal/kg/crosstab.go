package kg

import (
	"cmp"
	"math"
	"slices"
)

// The kinds of derived records that count.
const (
	KindCrossTab     Kind = "CrossTab"
	KindFunding      Kind = "FundingProfile"
	KindFundingShare Kind = "FundingShare"
)

// Dimension is what a cross table's rows or columns are.
type Dimension string

// The dimensions: of a party (OfParty), or of the evidence: a project, a recorded collaboration, a membership.
const (
	ByCountry          Dimension = "COUNTRY"
	ByRegion           Dimension = "REGION"
	ByArea             Dimension = "AREA"
	ByTheme            Dimension = "THEME"
	ByProgramme        Dimension = "PROGRAMME"
	ByYear             Dimension = "YEAR"
	ByOrganisationType Dimension = "ORGANISATION_TYPE"
	BySize             Dimension = "SIZE"
	ByRole             Dimension = "ROLE"
)

// OfParty reports whether the dimension is one of a party to a tie, not of the evidence for it.
func (d Dimension) OfParty() bool {
	return !slices.Contains([]Dimension{ByTheme, ByProgramme, ByYear}, d)
}

// Unknown is the category of what does not state the dimension.
const Unknown = "unknown"

// Measure is a number of a cell. Each is counted only when Hop.Measures wants it, and the rest is zero or nil.
type Measure string

// The measures.
const (
	CountProjects       Measure = "projects"
	CountCollaborations Measure = "collaborations"
	CountOrganisations  Measure = "organisations"
	SumWeight           Measure = "weight"
	SumFunding          Measure = "funding"
	ExpectWeight        Measure = "expected" // expected, ratio, and the cells of pairs that are empty
)

// MaxCategories is the most rows or columns of a table that lists its empty cells.
const MaxCategories = 500

// CrossTab counts the ties of a scope by two dimensions.
//
// Every piece of counting evidence makes pairs of parties. A party's categories in a dimension are those of the
// organisation (its country; its region; the areas it lies in on the evidence's dates; its type; its size) or of its
// counting participations in the project (its roles), or those of the evidence (a project's own themes, its programme,
// the year in which it starts); without any it is Unknown. A dimension of parties crossed with itself makes unordered
// pairs: a pair is in the cell of i and j where one party is in i and the other in j, and Row <= Column. Any two others
// count an end of a pair where it is in both.
type CrossTab struct {
	Meta
	Rows, Columns []Category // ascending by id: those with a cell
	Cells         []Cell     // by row, then column
	Total         Cell       // of the whole: each project, tie and organisation once
	Coverage      *Coverage  // if Hop.Coverage
}

// Category is a row or a column. Label is the name of the record that the id is of, else the id.
type Category struct{ ID, Label string }

// Cell counts what is in a row and a column.
type Cell struct {
	Row, Column    string
	Projects       int     // distinct projects that make a pair in the cell
	Collaborations int     // distinct pairs of organisations
	Organisations  int     // distinct ends that are in the cell
	Weight         float64 // the sum over pairs and evidence of the evidence's part of the tie's weight
	// Cents of euros: the contributions of the ends' counting participations in the projects of the cell, each once;
	// nil for pairs.
	Funding *int64
	// Expected is the weight under the configuration model, of pairs alone: with S_i the row sums in which the diagonal
	// counts twice and M the sum of all S, S_i S_j / M, on the diagonal S_i^2 / 2M. Ratio is weight/expected.
	Expected, Ratio *float64
}

// Euros returns the funding as decimal text, nil if it is.
func (c Cell) Euros() *string {
	if c.Funding == nil {
		return nil
	}
	text := FormatCents(*c.Funding)
	return &text
}

// Complete orders the cells, each row and column once, and lists the categories with their labels, an id for want of one.
// Pairs have the same rows as columns. Where ExpectWeight is wanted of pairs, whose weights must then be there, it adds
// the cells that are empty and says what is expected; weights that are not wanted it takes out again. More than
// MaxCategories would make that TooLarge.
func (r *CrossTab) Complete(rows, columns Dimension, measures []Measure, labels map[string]string) error {
	pairs := rows == columns && rows.OfParty()
	var ids [2][]string
	for i := range r.Cells {
		ids[0], ids[1] = append(ids[0], r.Cells[i].Row), append(ids[1], r.Cells[i].Column)
	}
	if pairs {
		ids[0] = slices.Concat(ids[0], ids[1])
		ids[1] = ids[0]
	}
	for i, list := range []*[]Category{&r.Rows, &r.Columns} {
		ids[i] = slices.Compact(slices.Sorted(slices.Values(ids[i])))
		for _, id := range ids[i] {
			*list = append(*list, Category{id, cmp.Or(labels[id], id)})
		}
	}
	expected := pairs && slices.Contains(measures, ExpectWeight)
	if expected {
		if len(ids[0]) > MaxCategories {
			return Errorf(TooLarge, "expected weights need a cell for each pair of %d categories; %d can have that",
				len(ids[0]), MaxCategories)
		}
		r.fill(ids[0])
	}
	slices.SortFunc(r.Cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	if expected {
		r.expect()
	}
	if !slices.Contains(measures, SumWeight) {
		r.Total.Weight = 0
		for i := range r.Cells {
			r.Cells[i].Weight = 0
		}
	}
	return nil
}

// fill adds the cells of pairs that are empty.
func (r *CrossTab) fill(categories []string) {
	there := make(map[[2]string]bool, len(r.Cells))
	for i := range r.Cells {
		there[[2]string{r.Cells[i].Row, r.Cells[i].Column}] = true
	}
	for i, row := range categories {
		for _, column := range categories[i:] {
			if !there[[2]string{row, column}] {
				r.Cells = append(r.Cells, Cell{Row: row, Column: column})
			}
		}
	}
}

// expect works out the expected weight of each pair's cell.
func (r *CrossTab) expect() {
	sums, all := map[string]float64{}, 0.0
	for i := range r.Cells {
		c := &r.Cells[i]
		sums[c.Row] += c.Weight
		sums[c.Column] += c.Weight // on the diagonal once more
	}
	for _, category := range r.Rows {
		all += sums[category.ID]
	}
	for i := range r.Cells {
		c := &r.Cells[i]
		expected := sums[c.Row] * sums[c.Column] / all
		if c.Row == c.Column {
			expected /= 2
		}
		c.Expected = &expected
		if expected > 0 {
			ratio := c.Weight / expected
			c.Ratio = &ratio
		}
	}
}

// FundingProfile is what an organisation received: its contributions as a participant, a funder's excepted, in projects that
// count. Money in several currencies is never added: the shares are of the one with the most contributions, in euros if
// even, else the first by code.
type FundingProfile struct {
	Meta
	OrganisationID      string   `kg:"organisation,ref=Organisation,required"`
	Total               *Money   `kg:"total"`               // nil if no contribution is known
	Contributions       int      `kg:"contributions"`       // participations that state one, in any currency
	Unknown             int      `kg:"unknown"`             // those that state none
	LargestShare        *float64 `kg:"largestShare"`        // of a programme; 0 to 1
	Herfindahl          *float64 `kg:"herfindahl"`          // the sum of the squared shares by programme; 0 to 1
	EffectiveProgrammes *float64 `kg:"effectiveProgrammes"` // e^(Shannon entropy of the shares)
	Others              []Money  // totals in the other currencies, by code
	Shares              []FundingShare
}

// FundingShare is a programme's part of a FundingProfile. ProgrammeID is "" for projects that state none.
type FundingShare struct {
	Meta
	OrganisationID string
	ProgrammeID    string  `kg:"programme,ref=Programme"`
	Amount         *Money  `kg:"amount"`
	Share          float64 `kg:"share"`
	Contributions  int     `kg:"contributions"`
}

// RecordID is the same for all tables: a question has one.
func (r *CrossTab) RecordID() string { return "cross-tab:" }

// RecordID names the organisation.
func (r *FundingProfile) RecordID() string { return "funding:" + r.OrganisationID }

// RecordID joins the organisation and the programme.
func (r *FundingShare) RecordID() string {
	return "funding-share:" + r.OrganisationID + pairSeparator + r.ProgrammeID
}

func (*CrossTab) Kind() Kind       { return KindCrossTab }
func (*FundingProfile) Kind() Kind { return KindFunding }
func (*FundingShare) Kind() Kind   { return KindFundingShare }

// Paid is what an organisation received from a programme in one currency: Cents over Count participations. Those that
// state no amount have no currency.
type Paid struct {
	ProgrammeID, Currency string
	Cents                 int64
	Count                 int
}

// NewFundingProfile makes a profile of what was paid, each programme and currency once, in any order.
func NewFundingProfile(organisation string, paid []Paid) *FundingProfile {
	p := &FundingProfile{OrganisationID: organisation}
	counts, totals := map[string]int{}, map[string]int64{}
	for _, x := range paid {
		if x.Currency == "" {
			p.Unknown += x.Count
			continue
		}
		p.Contributions += x.Count
		counts[x.Currency] += x.Count
		totals[x.Currency] += x.Cents
	}
	main := ""
	for c, n := range counts {
		if main == "" || n > counts[main] || n == counts[main] && currencyOrder(c, main) < 0 {
			main = c
		}
	}
	if main == "" {
		return p
	}
	p.Total = &Money{totals[main], main}
	for c, cents := range totals {
		if c != main {
			p.Others = append(p.Others, Money{cents, c})
		}
	}
	slices.SortFunc(p.Others, func(a, b Money) int { return cmp.Compare(a.Currency, b.Currency) })
	for _, x := range paid {
		if x.Currency == main {
			p.Shares = append(p.Shares, FundingShare{
				OrganisationID: organisation, ProgrammeID: x.ProgrammeID, Amount: &Money{x.Cents, main}, Contributions: x.Count,
			})
		}
	}
	slices.SortFunc(p.Shares, func(a, b FundingShare) int {
		return cmp.Or(cmp.Compare(b.Amount.Cents, a.Amount.Cents), cmp.Compare(a.ProgrammeID, b.ProgrammeID))
	})
	if p.Total.Cents <= 0 {
		return p
	}
	var largest, squares, entropy float64
	for i := range p.Shares {
		share := float64(p.Shares[i].Amount.Cents) / float64(p.Total.Cents)
		p.Shares[i].Share = share
		largest = max(largest, share)
		squares += share * share
		if share > 0 {
			entropy -= share * math.Log(share)
		}
	}
	effective := math.Exp(entropy)
	p.LargestShare, p.Herfindahl, p.EffectiveProgrammes = &largest, &squares, &effective
	return p
}

func currencyOrder(a, b string) int {
	rank := func(c string) int {
		if c == "EUR" {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}
