package neo4j

import "ngograph/internal/kg"

// crossTab decodes the values of a hop to a table, of which next returns one after the other, into its page.
func (d *decoder) crossTab(h *kg.Hop, next func() any, page *kg.Page) error {
	if h.Count {
		page.Total = 1
	}
	if !h.Items {
		return nil
	}
	t, at, labels := &kg.CrossTab{}, map[[2]string]int{}, map[string]string{}
	for _, y := range tallies(h) {
		err := each(next(), 1+len(y.measures), func(row []any) error {
			key, whole, err := cellOf(row[0])
			if err != nil {
				return err
			}
			cell := &t.Total
			if !whole {
				if _, ok := at[key]; !ok {
					at[key] = len(t.Cells)
					t.Cells = append(t.Cells, kg.Cell{Row: key[0], Column: key[1]})
				}
				cell = &t.Cells[at[key]]
			}
			for i, m := range y.measures {
				set(cell, m, row[1+i])
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if labelled(h) {
		err := each(next(), 2, func(row []any) error {
			id, _ := row[0].(string)
			labels[id], _ = row[1].(string)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if h.Coverage {
		var err error
		if t.Coverage, err = d.coverage(h, next()); err != nil {
			return err
		}
	}
	page.Items = []kg.Item{{Record: t}}
	return t.Complete(h.Rows, h.Columns, h.Measures, labels)
}

// each calls do with the rows of a list, each with so many values.
func each(value any, columns int, do func(row []any) error) error {
	list, ok := value.([]any)
	if !ok {
		return unreadable("a list", value)
	}
	for _, v := range list {
		row, ok := v.([]any)
		if !ok || len(row) != columns {
			return unreadable("a row", v)
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return nil
}

// cellOf decodes a cell's categories, or the whole.
func cellOf(value any) (key [2]string, whole bool, err error) {
	ids, ok := value.([]any)
	if !ok || len(ids) != 0 && len(ids) != len(key) {
		return key, false, unreadable("a cell", value)
	}
	for i := range ids {
		if key[i], ok = ids[i].(string); !ok {
			return key, false, unreadable("a category", ids[i])
		}
	}
	return key, len(ids) == 0, nil
}

// set keeps what was counted; a null is unknown.
func set(c *kg.Cell, m kg.Measure, value any) {
	n, counted := value.(int64)
	switch m {
	case kg.SumWeight:
		c.Weight, _ = value.(float64)
	case kg.CountProjects:
		c.Projects = int(n)
	case kg.CountCollaborations:
		c.Collaborations = int(n)
	case kg.CountOrganisations:
		c.Organisations = int(n)
	case kg.SumFunding:
		if counted {
			c.Funding = &n
		}
	}
}

// profile makes a funding profile of what an organisation was paid.
func profile(props map[string]any) (*kg.FundingProfile, error) {
	var paid []kg.Paid
	err := each(props["paid"], 4, func(row []any) error {
		var p kg.Paid
		p.ProgrammeID, _ = row[0].(string)
		p.Currency, _ = row[1].(string)
		p.Cents, _ = row[2].(int64)
		n, _ := row[3].(int64)
		p.Count = int(n)
		paid = append(paid, p)
		return nil
	})
	organisation, _ := props["organisation"].(string)
	return kg.NewFundingProfile(organisation, paid), err
}

// shares makes the page of a profile's shares of one that holds, for each programme that paid anything, a share with
// what lies below it.
func shares(p *kg.FundingProfile, h *kg.Hop, page *kg.Page) {
	below := map[string]*kg.FundingShare{}
	for _, i := range page.Items {
		share := i.Record.(*kg.FundingShare)
		below[share.ProgrammeID] = share
	}
	page.Items = nil
	for _, share := range p.Shares {
		if r := below[share.ProgrammeID]; r != nil {
			share.Meta = r.Meta
			*r = share
			page.Items = append(page.Items, kg.Item{Record: r})
		}
	}
	if h.Count {
		page.Total = len(p.Shares)
	}
}
