package memory

import (
	"slices"

	"ngograph/internal/kg"
)

// crossTab answers the hop from the root to a table of ties.
func (q *query) crossTab(p *plan) (*kg.Page, error) {
	h := p.hop
	page := h.NewPage()
	if h.Count {
		page.Total = 1
	}
	if !h.Items {
		return page, nil
	}
	t, err := q.newCrossTab(p)
	if err != nil {
		return nil, err
	}
	if s, ok, failed := t.summed(q); failed != nil {
		err = failed
	} else if ok {
		err = s.sum(q)
	} else {
		err = t.meet(q)
	}
	if err != nil {
		return nil, err
	}
	table, err := t.table(h)
	if err != nil {
		return nil, err
	}
	if h.Coverage {
		if table.Coverage, err = q.coverage(p, t.made, p.scope.candidates()); err != nil {
			return nil, err
		}
	}
	return page, q.appendDerived(page, p, node{kind: kg.KindCrossTab, record: table})
}

// crossTab is a table being counted.
type crossTab struct {
	sc       *scope
	measures []kg.Measure
	asked    [2]kg.Dimension
	rows     dimension
	columns  dimension
	pairs    bool    // of categories of one dimension of parties
	tracked  bool    // what makes a tie is wanted
	made     []event // what did

	cells []amount // the whole first
	keys  [][2]int32
	at    [][]int32 // of each two categories, from unknownCategory, the place of their cell; 0 if there is none
}

// amount is what a cell counts.
type amount struct {
	weight                                  float64
	projects, organisations, collaborations int
	funding                                 int64
	funded                                  bool
}

func (a *amount) add(b amount) {
	a.weight += b.weight
	a.projects += b.projects
	a.organisations += b.organisations
	a.collaborations += b.collaborations
	a.funding += b.funding
	a.funded = a.funded || b.funded
}

// unknownCategory is the category of what has no other.
const unknownCategory = -1

// knownCategories keeps codes, unknownCategory if there is none.
func knownCategories(codes []int32) []int32 {
	if len(codes) == 0 {
		return []int32{unknownCategory}
	}
	return slices.Clone(codes)
}

func (q *query) newCrossTab(p *plan) (*crossTab, error) {
	h := p.hop
	t := &crossTab{
		sc: p.scope, measures: h.Measures, asked: [2]kg.Dimension{h.Rows, h.Columns}, tracked: h.Coverage,
		pairs: h.Rows == h.Columns && h.Rows.OfParty(), cells: make([]amount, 1), keys: make([][2]int32, 1),
	}
	var err error
	if t.rows, err = q.dimension(h.Rows, p.scope); err != nil {
		return nil, err
	}
	t.columns, err = q.dimension(h.Columns, p.scope)
	return t, err
}

func (t *crossTab) wants(m kg.Measure) bool { return slices.Contains(t.measures, m) }

// cell returns the place of the cell of two categories.
func (t *crossTab) cell(i, j int32) int32 {
	row, column := int(i-unknownCategory), int(j-unknownCategory)
	if n := row + 1 - len(t.at); n > 0 {
		t.at = append(t.at, make([][]int32, n)...)
	}
	if n := column + 1 - len(t.at[row]); n > 0 {
		t.at[row] = append(t.at[row], make([]int32, n)...)
	}
	at := &t.at[row][column]
	if *at == 0 {
		*at = int32(len(t.cells))
		t.cells, t.keys = append(t.cells, amount{}), append(t.keys, [2]int32{i, j})
	}
	return *at
}

// table returns the table as an answer holds it.
func (t *crossTab) table(h *kg.Hop) (*kg.CrossTab, error) {
	table, labels := &kg.CrossTab{Cells: make([]kg.Cell, 0, len(t.cells))}, map[string]string{}
	names := func(d dimension) func(code int32) string {
		known := map[int32]string{unknownCategory: kg.Unknown}
		return func(code int32) string {
			id, ok := known[code]
			if !ok {
				var label string
				id, label = d.name(code)
				known[code], labels[id] = id, label
			}
			return id
		}
	}
	row, column := names(t.rows), names(t.columns)
	for i := range t.cells {
		a := &t.cells[i]
		c := kg.Cell{Weight: a.weight, Collaborations: a.collaborations}
		if t.wants(kg.CountProjects) {
			c.Projects = a.projects
		}
		if t.wants(kg.CountOrganisations) {
			c.Organisations = a.organisations
		}
		if a.funded {
			c.Funding = &a.funding
		}
		if i == 0 {
			table.Total = c
			continue
		}
		if a.weight == 0 {
			continue // parties, but no two that are tied
		}
		if c.Row, c.Column = row(t.keys[i][0]), column(t.keys[i][1]); t.pairs && c.Row > c.Column {
			c.Row, c.Column = c.Column, c.Row
		}
		table.Cells = append(table.Cells, c)
	}
	return table, table.Complete(h.Rows, h.Columns, h.Measures, labels)
}
