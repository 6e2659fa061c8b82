package dataset

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"ngograph/internal/kg"
)

// CORDIS is the Reader of the EU's research projects, in any of three layouts, told apart by their columns: the tables
// that CORDIS publishes (organization.csv alone, or with project.csv and those around it), the extract of 2016
// (projects, edges, unique_org and the cordisref tables), and a table of participations by RCN without names.
//
// Organisations are org:pic:… where their id is a PIC, of nine digits, else org:cordis:…; projects are project:cordis:…
// by grant agreement number, or project:cordis-rcn:… where no number is known. All rows are Merges, so that a later
// extract updates in place.
//
// Contact forms, streets and people are not imported.
func CORDIS(ctx context.Context, in Input, report *Report) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c := &cordis{in: in, report: report, yield: yield, seen: map[string]bool{}, dated: map[string]bool{}, titles: map[string]string{"HORIZON": "Horizon Europe"}}
		err := c.open(in.Files)
		if err == nil {
			err = c.read(ctx)
		}
		for _, t := range c.tables {
			err = errors.Join(err, t.closer.Close())
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(Row{}, err)
		}
	}
}

// errStopped says that whoever reads the rows wants no more of them.
var errStopped = errors.New("stopped")

// cordis is one import.
type cordis struct {
	in     Input
	report *Report
	yield  func(Row, error) bool
	tables map[tableKind]*table // those not read yet
	seen   map[string]bool      // ids of datasets, programmes and themes that were emitted or known
	dated  map[string]bool      // datasets whose day of retrieval was emitted
	titles map[string]string    // of programme and topic codes, from the reference tables
}

// tableKind is what a table holds.
type tableKind string

const (
	extractProjects      tableKind = "projects"
	extractEdges         tableKind = "edges"
	extractOrganisations tableKind = "unique_org"
	referenceProgrammes  tableKind = "cordisref-H2020programmes"
	referenceTopics      tableKind = "cordisref-H2020topics"
	organizations        tableKind = "organization"
	projects             tableKind = "project"
	topics               tableKind = "topics"
	euroSciVoc           tableKind = "euroSciVoc"
	legalBasis           tableKind = "legalBasis"
	webLinks             tableKind = "webLink"
	byRCN                tableKind = "h2020"
	partsByRCN           tableKind = "programme_parts"
	referenceActivities  tableKind = "cordisref-organizationActivityType"
	ignored              tableKind = ""
)

// The columns without which a table cannot be read. The first kind whose columns a table has is what it is.
var tableForms = []struct {
	kind tableKind
	need []string
}{
	{organizations, []string{"projectID", "organisationID", "name", "country", "role"}},
	{projects, []string{"id", "acronym", "title", "startDate", "endDate"}},
	{topics, []string{"projectID", "topic"}},
	{euroSciVoc, []string{"projectID", "euroSciVocCode"}},
	{legalBasis, []string{"projectID", "legalBasis"}},
	{webLinks, []string{"projectID", "physUrl"}},
	{extractProjects, []string{"rcn", "reference", "acronym", "programme", "startDate", "endDate", "coordinator", "coordinatorCountry", "numOrg"}},
	{extractEdges, []string{"projectRcn", "new_org_id"}},
	{extractOrganisations, []string{"new_org_id", "name", "country"}},
	{referenceTopics, []string{"title", "topicCode"}},
	{referenceProgrammes, []string{"code", "title", "language", "rcn"}},
	{referenceActivities, []string{"Code", "Title", "description", "language"}}, // its five codes are in organisationType
	{byRCN, []string{"rcn", "role", "pic", "type", "country"}},
	{partsByRCN, []string{"rcn", "programme_part"}},
}

// open opens the tables. One that is named as a table of CORDIS but lacks a column is an error that names the column;
// one of no known form is reported and left out.
func (c *cordis) open(files []File) error {
	c.tables = map[tableKind]*table{}
	for _, f := range files {
		t, err := openTable(f)
		if err != nil {
			return &kg.Error{Code: kg.Invalid, Message: "a table cannot be read", Err: err}
		}
		kind, err := formOf(t)
		if err == nil && kind != ignored && c.tables[kind] != nil {
			err = fmt.Errorf("%s and %s are of one form; import one at a time", c.tables[kind].name, t.name)
		}
		switch {
		case err != nil:
			return errors.Join(&kg.Error{Code: kg.Invalid, Message: "a table cannot be read", Err: err}, t.closer.Close())
		case kind == ignored:
			c.report.warn(Position{File: t.name}, "", "no table of CORDIS that is read here; left out")
			if err := t.closer.Close(); err != nil {
				return err
			}
		default:
			c.tables[kind] = t
		}
	}
	return nil
}

func formOf(t *table) (tableKind, error) {
	for _, form := range tableForms {
		if t.has(form.need...) {
			return form.kind, nil
		}
	}
	base, _, _ := strings.Cut(t.name, ".")
	for _, form := range tableForms {
		if strings.EqualFold(base, string(form.kind)) {
			return ignored, t.need(form.need...)
		}
	}
	return ignored, nil
}

// take returns a table to be read, nil if there is none of the kind. Reading it closes it.
func (c *cordis) take(k tableKind) *table {
	t := c.tables[k]
	delete(c.tables, k)
	return t
}

func (c *cordis) read(ctx context.Context) error {
	if err := c.readTitles(ctx); err != nil {
		return err
	}
	switch {
	case c.tables[organizations] != nil:
		return c.readPublished(ctx)
	case c.tables[extractEdges] != nil && c.tables[extractProjects] != nil && c.tables[extractOrganisations] != nil:
		return c.readExtract(ctx)
	case c.tables[byRCN] != nil:
		return c.readByRCN(ctx)
	}
	return kg.Errorf(kg.Invalid, "the files hold neither organization.csv, nor projects, edges and unique_org, nor a table of participations by rcn")
}

// readTitles reads what the reference tables say about codes.
func (c *cordis) readTitles(ctx context.Context) error {
	if t := c.take(referenceProgrammes); t != nil {
		for r, err := range t.rows(ctx, c.report) {
			if err != nil {
				return err
			}
			if code := trimCode(r.get("code")); code != "" && strings.EqualFold(r.get("language"), "en") {
				c.titles[code] = plainText(r.get("title"))
			}
		}
	}
	if t := c.take(referenceTopics); t != nil {
		for r, err := range t.rows(ctx, c.report) {
			if err != nil {
				return err
			}
			if code := r.get("topicCode"); code != "" {
				c.titles[code] = plainText(r.get("title"))
			}
		}
	}
	return nil
}

// emit yields a Merge of the record.
func (c *cordis) emit(r kg.Record, at Position, standIns ...string) error {
	if !c.yield(Row{Change: kg.Change{Merge: r, StandIns: standIns}, At: at}, nil) {
		return errStopped
	}
	return nil
}

// first reports whether an id is neither known nor was asked about before.
func (c *cordis) first(id string) bool {
	if c.seen[id] {
		return false
	}
	c.seen[id] = true
	return !c.in.Known(id)
}
