package memory

import "ngograph/internal/kg"

// funding answers the hop from an organisation to what it received.
func (q *query) funding(p *plan, organisation int32) (*kg.Page, error) {
	page := p.hop.NewPage()
	if p.hop.Count {
		page.Total = 1
	}
	if !p.hop.Items {
		return page, nil
	}
	paid, err := q.paid(p.scope, organisation)
	if err != nil {
		return nil, err
	}
	profile := kg.NewFundingProfile(q.s.of(kg.KindOrganisation).ids[organisation], paid)
	return page, q.appendDerived(page, p, node{kind: kg.KindFunding, record: profile})
}

// paid returns what an organisation received under a scope, in no order.
func (q *query) paid(sc *scope, organisation int32) ([]kg.Paid, error) {
	if !sc.asked.Counts(kg.ByProject) || !sc.suits(organisation) {
		return nil, nil
	}
	parts, programmes := q.s.parts, q.s.of(kg.KindProgramme).ids
	var list []kg.Paid
	place := map[[2]int32]int{} // by programme and currency
	counting := sc.roles &^ (1 << roleCode("FUNDER"))
	for _, row := range parts.of.of(organisation) {
		if err := q.tick(); err != nil {
			return nil, err
		}
		project := parts.project[row]
		if counting&(1<<parts.role[row]) == 0 || sc.project(project) != counts {
			continue
		}
		key := [2]int32{sc.programme[project], parts.currency[row]}
		i, ok := place[key]
		if !ok {
			i = len(list)
			place[key] = i
			list = append(list, kg.Paid{Currency: parts.texts[key[1]]})
			if key[0] >= 0 {
				list[i].ProgrammeID = programmes[key[0]]
			}
		}
		list[i].Cents += parts.cents[row]
		list[i].Count++
	}
	return list, nil
}

// shares answers the hop from what an organisation received to its parts by programme.
func (q *query) shares(p *plan, profile *kg.FundingProfile) (*kg.Page, error) {
	page := p.hop.NewPage()
	if p.hop.Count {
		page.Total = len(profile.Shares)
	}
	if !p.hop.Items {
		return page, nil
	}
	for i := range profile.Shares {
		if err := q.appendDerived(page, p, node{kind: kg.KindFundingShare, record: &profile.Shares[i]}); err != nil {
			return nil, err
		}
	}
	return page, nil
}
