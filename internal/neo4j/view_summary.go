package neo4j

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// summaryStatement counts everything in one statement.
func summaryStatement() statement {
	blocks, counts := []string{reading(columnBefore, "")}, []string{}
	for _, k := range kg.StoredKinds() {
		name := "n" + string(k)
		pattern := "(x:" + string(k) + ")"
		if e, ok := edgeOf(k); ok {
			pattern = "()-[x:" + e.relType + "]->()"
		}
		blocks = append(blocks, "CALL (before) { MATCH "+pattern+" RETURN count(x) AS "+name+" }")
		counts = append(counts, string(k)+": "+name)
	}
	named := func(name, pattern string) {
		blocks = append(blocks, lines("CALL (before) {",
			"  MATCH "+pattern+" WHERE x.sources IS NOT NULL",
			"  UNWIND x.sources AS source",
			"  WITH DISTINCT x, split(source, '|')[0] AS dataset",
			"  WITH dataset, count(*) AS n",
			"  RETURN collect([dataset, n]) AS "+name,
			"}"))
	}
	named("organisations", "(x:Organisation)")
	named("projects", "(x:Project)")
	named("participations", "()-[x:PARTICIPATED_IN]->()")
	blocks = append(blocks,
		"CALL (before) { MATCH (d:Dataset) RETURN collect(d{.*}) AS datasets }",
		lines("CALL (before) {",
			"  MATCH (p:Project)",
			"  WITH p.programme AS programme, toInteger(left(p.periodFrom, 4)) AS year, count(*) AS projects,",
			"    sum(CASE WHEN coalesce(p.participantsComplete, false) THEN 0 ELSE 1 END) AS incomplete,",
			"    sum(COUNT { (p)<-[:PARTICIPATED_IN]-() }) AS participations",
			"  OPTIONAL MATCH (g:Programme {id: programme})",
			"  RETURN collect([g{.*}, year, projects, incomplete, participations]) AS coverage",
			"}"),
		"WITH before, {"+strings.Join(counts, ", ")+"} AS counts, organisations, projects, participations, datasets, coverage",
		reading(columnRevision, "coverage"),
		"RETURN before, counts, organisations, projects, participations, datasets, coverage, revision")
	return statement{text: lines(blocks...)}
}

// Summary describes the whole graph.
func (v *View) Summary(ctx context.Context) (*kg.Summary, error) {
	var row map[string]any
	err := v.steady(ctx, func(s *still) (err error) {
		row, err = s.row(ctx, summaryStatement())
		return err
	})
	if err != nil {
		return nil, err
	}
	number := func(value any) int {
		n, _ := value.(int64)
		return int(n)
	}
	s := &kg.Summary{Revision: kg.Revision(number(row[columnRevision])), Counts: map[kg.Kind]int{}}
	counts, ok := row["counts"].(map[string]any)
	if !ok {
		return nil, unreadable("the counts", row["counts"])
	}
	for k, n := range counts {
		s.Counts[kg.Kind(k)] = number(n)
	}
	facts, err := datasets(row[columnDatasets])
	if err != nil {
		return nil, err
	}
	named := func(column string) map[string]int {
		out := map[string]int{}
		list, _ := row[column].([]any)
		for _, item := range list {
			if pair, ok := item.([]any); ok && len(pair) == 2 {
				id, _ := pair[0].(string)
				out[id] = number(pair[1])
			}
		}
		return out
	}
	organisations, projects, participations := named("organisations"), named("projects"), named("participations")
	for id, d := range facts {
		s.AsOf = max(s.AsOf, d.RetrievedAt)
		s.Datasets = append(s.Datasets, kg.DatasetSummary{
			Dataset: d, Organisations: organisations[id], Projects: projects[id], Participations: participations[id],
		})
	}
	slices.SortFunc(s.Datasets, func(a, b kg.DatasetSummary) int { return cmp.Compare(a.Dataset.ID, b.Dataset.ID) })
	s.Coverage, err = coverageCells(row["coverage"])
	return s, err
}

// coverageCells decodes the counts by programme and year, and orders them.
func coverageCells(value any) ([]kg.CoverageCell, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, unreadable("the coverage", value)
	}
	cells := make([]kg.CoverageCell, 0, len(list))
	for _, item := range list {
		values, ok := item.([]any)
		if !ok || len(values) != 5 {
			return nil, unreadable("a coverage cell", item)
		}
		var numbers [3]int
		for i := range numbers {
			n, _ := values[i+2].(int64)
			numbers[i] = int(n)
		}
		cell := kg.CoverageCell{Projects: numbers[0], WithUnknownPartners: numbers[1], Participations: numbers[2]}
		if year, ok := values[1].(int64); ok {
			y := int(year)
			cell.Year = &y
		}
		if props, ok := values[0].(map[string]any); ok {
			r, err := kg.FromProperties(kg.KindProgramme, props)
			if err != nil {
				return nil, err
			}
			cell.Programme = r.(*kg.Programme)
		}
		cells = append(cells, cell)
	}
	slices.SortFunc(cells, func(a, b kg.CoverageCell) int {
		return cmp.Or(cmp.Compare(programmeID(a), programmeID(b)), compareYears(a.Year, b.Year))
	})
	return cells, nil
}

func programmeID(c kg.CoverageCell) string {
	if c.Programme == nil {
		return ""
	}
	return c.Programme.ID
}

// compareYears orders years, the unknown last.
func compareYears(a, b *int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}
