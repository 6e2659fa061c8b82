package memory

import (
	"cmp"
	"context"
	"slices"

	"ngograph/internal/kg"
)

// Summary describes the latest snapshot. It is counted once for each.
func (v *View) Summary(ctx context.Context) (*kg.Summary, error) {
	if err := ctx.Err(); err != nil {
		return nil, &kg.Error{Code: kg.Unavailable, Message: "the question was given up", Err: err}
	}
	s := *v.latest.Load().summary()
	return &s, nil
}

func (s *snapshot) summarise() *kg.Summary {
	sum := &kg.Summary{Revision: s.revision, Counts: map[kg.Kind]int{}}
	for _, k := range kg.StoredKinds() {
		if size := s.size(k); size > 0 {
			sum.Counts[k] = size
		}
	}
	organisations, projects := s.citing(kg.KindOrganisation), s.citing(kg.KindProject)
	participations := s.citingParticipations()
	for _, id := range s.of(kg.KindDataset).ids {
		d := s.datasets[id]
		sum.AsOf = max(sum.AsOf, d.RetrievedAt)
		sum.Datasets = append(sum.Datasets, kg.DatasetSummary{
			Dataset: d, Organisations: organisations[id], Projects: projects[id], Participations: participations[id],
		})
	}
	sum.Coverage = s.cells()
	return sum
}

// citing counts the records of a kind that name each dataset as a source.
func (s *snapshot) citing(k kg.Kind) map[string]int {
	t, at := s.of(k), fieldAt(k, "sources")
	counts := make([]int, len(s.texts))
	for row := range int32(len(t.ids)) {
		if sources, ok := t.field(row, at); ok {
			for code := range sources.datasets {
				counts[code]++
			}
		}
	}
	return s.byText(counts)
}

func (s *snapshot) citingParticipations() map[string]int {
	uses := make([]int, len(s.parts.sources))
	for _, i := range s.parts.source {
		uses[i]++
	}
	counts := make([]int, len(s.texts))
	for i, n := range uses {
		for code := range s.parts.cursor(int32(i)).datasets {
			counts[code] += n
		}
	}
	return s.byText(counts)
}

// byText returns what was counted for codes by their texts.
func (s *snapshot) byText(counts []int) map[string]int {
	m := map[string]int{}
	for code, n := range counts {
		if n > 0 {
			m[s.texts[code]] = n
		}
	}
	return m
}

// cells counts projects by programme and year.
func (s *snapshot) cells() []kg.CoverageCell {
	type cell struct{ programme, year int32 }
	programmes := s.relation(kg.KindProject, "programme", kg.KindProgramme).one
	cells := map[cell]*kg.CoverageCell{}
	complete := s.reader(kg.KindProject, fieldsOf(kg.KindProject, "participantsComplete"))
	for row := range int32(s.size(kg.KindProject)) {
		at := cell{programmes[row], s.during[row].from / 10000}
		c := cells[at]
		if c == nil {
			c = &kg.CoverageCell{}
			if at.programme >= 0 {
				c.Programme = s.record(kg.KindProgramme, at.programme).(*kg.Programme)
			}
			if at.year != 0 {
				year := int(at.year)
				c.Year = &year
			}
			cells[at] = c
		}
		c.Projects++
		if is := complete(row).(*kg.Project).Complete; is == nil || !*is {
			c.WithUnknownPartners++
		}
		c.Participations += len(s.parts.in.of(row))
	}
	keys := make([]cell, 0, len(cells))
	for at := range cells {
		keys = append(keys, at)
	}
	slices.SortFunc(keys, func(a, b cell) int {
		// The year 0, unknown, comes last; the programme -1, none stated, first.
		return cmp.Or(cmp.Compare(a.programme, b.programme), cmp.Compare(uint32(a.year-1), uint32(b.year-1)))
	})
	list := make([]kg.CoverageCell, len(keys))
	for i, at := range keys {
		list[i] = *cells[at]
	}
	return list
}
