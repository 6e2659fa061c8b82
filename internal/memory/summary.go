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
	for _, r := range s.of(kg.KindDataset).rows {
		d := r.(*kg.Dataset)
		sum.AsOf = max(sum.AsOf, d.RetrievedAt)
		sum.Datasets = append(sum.Datasets, kg.DatasetSummary{
			Dataset: d, Organisations: organisations[d.ID], Projects: projects[d.ID], Participations: participations[d.ID],
		})
	}
	sum.Coverage = s.cells()
	return sum
}

// citing counts the records of a kind that name each dataset as a source.
func (s *snapshot) citing(k kg.Kind) map[string]int {
	counts := map[string]int{}
	for _, r := range s.of(k).rows {
		countDatasets(counts, r.Base().Sources, 1)
	}
	return counts
}

func (s *snapshot) citingParticipations() map[string]int {
	uses := make([]int, len(s.parts.sources))
	for _, i := range s.parts.source {
		uses[i]++
	}
	counts := map[string]int{}
	for i, list := range s.parts.sources {
		countDatasets(counts, list, uses[i])
	}
	return counts
}

func countDatasets(counts map[string]int, sources []kg.SourceRef, n int) {
	for i, s := range sources { // ordered by dataset
		if i == 0 || sources[i-1].Dataset != s.Dataset {
			counts[s.Dataset] += n
		}
	}
}

// cells counts projects by programme and year.
func (s *snapshot) cells() []kg.CoverageCell {
	type cell struct{ programme, year int32 }
	programmes := s.relation(kg.KindProject, "programme", kg.KindProgramme).one
	cells := map[cell]*kg.CoverageCell{}
	for row, r := range s.of(kg.KindProject).rows {
		at := cell{programmes[row], s.during[row].from / 10000}
		c := cells[at]
		if c == nil {
			c = &kg.CoverageCell{}
			if at.programme >= 0 {
				c.Programme = s.of(kg.KindProgramme).rows[at.programme].(*kg.Programme)
			}
			if at.year != 0 {
				year := int(at.year)
				c.Year = &year
			}
			cells[at] = c
		}
		c.Projects++
		if p := r.(*kg.Project); p.Complete == nil || !*p.Complete {
			c.WithUnknownPartners++
		}
		c.Participations += len(s.parts.in.of(int32(row)))
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
