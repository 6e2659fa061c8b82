package kgtest

import (
	"cmp"
	"math"
	"slices"

	"ngograph/internal/kg"
)

// currencyTotal is what an organisation received in one currency.
type currencyTotal struct {
	kg.Money
	contributions int
}

// before reports whether the shares are of a's currency and not of b's: that with more contributions, the euro, the first
// by code.
func (a currencyTotal) before(b currencyTotal) bool {
	if a.contributions != b.contributions {
		return a.contributions > b.contributions
	}
	if (a.Currency == "EUR") != (b.Currency == "EUR") {
		return a.Currency == "EUR"
	}
	return a.Currency < b.Currency
}

// funding makes an organisation's profile of its participations.
func (o *Oracle) funding(org *kg.Organisation, s *kg.Scope) *kg.FundingProfile {
	profile := &kg.FundingProfile{OrganisationID: org.ID}
	var stated []*kg.Participation
	for _, part := range o.participations {
		project := o.byID[part.ProjectID].(*kg.Project)
		switch {
		case part.OrganisationID != org.ID, !o.projectCounts(project, s), !among(string(part.Role), s.Roles):
		case !among(string(org.Type), s.OrganisationTypes), !among(string(org.Size), s.Sizes):
		case !o.rules.tables.received(part.Role):
		case part.Contribution == nil:
			profile.Unknown++
		default:
			profile.Contributions++
			stated = append(stated, part)
		}
	}
	totals := map[string]currencyTotal{}
	for _, part := range stated {
		t := totals[part.Contribution.Currency]
		t.Currency = part.Contribution.Currency
		t.Cents += part.Contribution.Cents
		t.contributions++
		totals[t.Currency] = t
	}
	var list []currencyTotal
	for _, t := range totals {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b currencyTotal) int { return cmp.Compare(a.Currency, b.Currency) })
	if list == nil {
		return profile
	}
	most := list[0]
	for _, t := range list[1:] {
		if o.rules.tables.before(t, most) {
			most = t
		}
	}
	profile.Total = &most.Money
	for _, t := range list {
		if t.Currency != most.Currency {
			profile.Others = append(profile.Others, t.Money)
		}
	}
	for _, part := range stated {
		if part.Contribution.Currency == most.Currency {
			o.addShare(profile, part)
		}
	}
	o.share(profile)
	return profile
}

// addShare adds a contribution to its programme's share.
func (o *Oracle) addShare(profile *kg.FundingProfile, part *kg.Participation) {
	programme := o.byID[part.ProjectID].(*kg.Project).ProgrammeID
	at := slices.IndexFunc(profile.Shares, func(s kg.FundingShare) bool { return s.ProgrammeID == programme })
	if at < 0 {
		at = len(profile.Shares)
		profile.Shares = append(profile.Shares, kg.FundingShare{
			OrganisationID: profile.OrganisationID, ProgrammeID: programme, Amount: &kg.Money{Currency: profile.Total.Currency},
		})
	}
	profile.Shares[at].Amount.Cents += part.Contribution.Cents
	profile.Shares[at].Contributions++
}

// share works out the shares of a total that is more than nothing, and how they are spread.
func (o *Oracle) share(profile *kg.FundingProfile) {
	slices.SortFunc(profile.Shares, func(a, b kg.FundingShare) int {
		return cmp.Or(cmp.Compare(b.Amount.Cents, a.Amount.Cents), cmp.Compare(a.ProgrammeID, b.ProgrammeID))
	})
	if profile.Total.Cents <= 0 {
		return
	}
	largest, squares, entropy := 0.0, 0.0, 0.0
	for i := range profile.Shares {
		share := float64(profile.Shares[i].Amount.Cents) / float64(profile.Total.Cents)
		profile.Shares[i].Share = share
		largest = math.Max(largest, share)
		squares += share * share
		if share > 0 { // what was paid back has no entropy
			entropy += o.rules.tables.entropy(share)
		}
	}
	effective := math.Exp(entropy)
	profile.LargestShare, profile.Herfindahl, profile.EffectiveProgrammes = &largest, &squares, &effective
}
