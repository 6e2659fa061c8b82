package network

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"ngograph/internal/kg"
)

// team is a consortium in the making.
//
// Organisations with one of the brief's themes or offers, and the partners of those chosen, are known one by one. The rest
// differ for the team by country, type, size and id alone: of them the source is asked for the first that meets a set of
// conditions.
type team struct {
	q          *question
	asking     string
	conditions []kg.Condition       // of the brief, but for the number of members
	chosen     []string             // the one who asks first
	meets      map[string][]int     // of each organisation known: indexes of the conditions that it meets
	ties       map[string][]partner // of each that has a tie with one chosen: all of these
	exhausted  bool                 // nobody meets a condition that is not met
}

// partner is one of those chosen, with the weight of a tie.
type partner struct {
	id     string
	weight float64
}

// candidate is an organisation that may be chosen next.
type candidate struct {
	id    string
	gain  int // conditions newly met
	trust float64
}

func newTeam(q *question, asking string, b *kg.Brief) *team {
	t := &team{q: q, asking: asking, meets: map[string][]int{}, ties: map[string][]partner{}}
	add := func(kind kg.ConditionKind, values []string) {
		for i, v := range values {
			if !slices.Contains(values[:i], v) {
				t.conditions = append(t.conditions, kg.Condition{Kind: kind, Value: v})
			}
		}
	}
	add(kg.NeedsTheme, b.Themes)
	add(kg.NeedsCountry, b.Countries)
	add(kg.NeedsType, b.Types)
	add(kg.NeedsSize, b.Sizes)
	add(kg.NeedsOffer, b.Offers)
	return t
}

// gather makes known who has a theme or an offer of the brief, and admits the one who asks.
func (t *team) gather(ctx context.Context) error {
	for i, c := range t.conditions {
		var where kg.Filter
		switch c.Kind {
		case kg.NeedsTheme:
			where = kg.Filter{Op: kg.OpUnder, Field: "themes", Values: []string{c.Value}}
		case kg.NeedsOffer:
			offers, err := t.q.resources(ctx, resourcesOf(kg.Offer, []string{c.Value}))
			if err != nil {
				return err
			}
			where = kg.In("id")
			for _, r := range offers {
				where.Values = append(where.Values, r.OrganisationID)
			}
		default:
			continue
		}
		ids, err := t.learn(ctx, where, 0)
		if err != nil {
			return err
		}
		for _, id := range ids {
			t.meets[id] = append(t.meets[id], i)
		}
	}
	return t.admit(ctx, t.asking)
}

// learn makes the first organisations known that a filter matches, or all, and returns their ids.
func (t *team) learn(ctx context.Context, where kg.Filter, first int) ([]string, error) {
	found, err := t.q.organisations(ctx, where, first, "country", "type", "size")
	ids := make([]string, len(found))
	for i, o := range found {
		ids[i] = o.ID
		if _, known := t.meets[o.ID]; known {
			continue
		}
		own := map[kg.ConditionKind]string{
			kg.NeedsCountry: o.CountryID, kg.NeedsType: string(o.Type), kg.NeedsSize: string(o.Size),
		}
		t.meets[o.ID] = nil
		for j, c := range t.conditions {
			if v := own[c.Kind]; v != "" && v == c.Value {
				t.meets[o.ID] = append(t.meets[o.ID], j)
			}
		}
	}
	return ids, err
}

// admit adds an organisation to those chosen, and makes its partners known.
func (t *team) admit(ctx context.Context, id string) error {
	t.chosen = append(t.chosen, id)
	ties, err := t.q.still.Ties(ctx, &kg.Scope{}, t.q.today, []string{id})
	if err != nil {
		return err
	}
	unknown := kg.In("id")
	for _, l := range ties.Links {
		other := ties.IDs[l.A]
		if other == id {
			other = ties.IDs[l.B]
		}
		t.ties[other] = append(t.ties[other], partner{id, l.Weight})
	}
	for _, other := range slices.Concat(ties.IDs, []string{id}) {
		if _, known := t.meets[other]; !known {
			unknown.Values = append(unknown.Values, other)
		}
	}
	if len(unknown.Values) > 0 {
		if _, err := t.learn(ctx, unknown, 0); err != nil {
			return err
		}
	}
	for _, i := range t.meets[id] {
		c := &t.conditions[i]
		c.Met, c.By = true, append(c.By, id)
	}
	return nil
}

// next returns who is to be chosen, nobody (an empty id) if none meets a condition that is not met and no more are wanted
// for their number.
func (t *team) next(ctx context.Context, more bool) (candidate, error) {
	var best candidate
	consider := func(id string) {
		c := t.candidate(id)
		// Whoever is known meets a condition or has worked with one of those chosen.
		if (c.gain > 0 || more) && !slices.Contains(t.chosen, id) && (best.id == "" || c.compare(best) < 0) {
			best = c
		}
	}
	for id := range t.meets {
		consider(id)
	}
	for _, class := range t.classes(more) {
		if best.gain > class.gain || best.gain == class.gain && best.trust > 0 {
			break
		}
		ids, err := t.learn(ctx, class.where, 1)
		if err != nil {
			return best, err
		}
		for _, id := range ids {
			consider(id)
		}
	}
	t.exhausted = best.gain == 0
	return best, nil
}

func (t *team) candidate(id string) candidate {
	c := candidate{id: id}
	for _, i := range t.meets[id] {
		if !t.conditions[i].Met {
			c.gain++
		}
	}
	ties := t.ties[id]
	slices.SortFunc(ties, func(a, b partner) int { return cmp.Compare(a.id, b.id) }) // sums of floats have an order
	for _, p := range ties {
		c.trust += p.weight
	}
	return c
}

// compare orders candidates, the best first.
func (c candidate) compare(d candidate) int {
	return cmp.Or(cmp.Compare(d.gain, c.gain), cmp.Compare(kg.Nanos(d.trust), kg.Nanos(c.trust)), cmp.Compare(c.id, d.id))
}

// class is the organisations, chosen ones excepted, that meet so many conditions not met yet, or one of all if that is 0.
type class struct {
	gain  int
	where kg.Filter
}

// classes returns those that the conditions on country, type and size make, most conditions first.
func (t *team) classes(more bool) []class {
	var unmet, all []kg.Filter
	for _, a := range []struct {
		kind  kg.ConditionKind
		field string
	}{{kg.NeedsCountry, "country"}, {kg.NeedsType, "type"}, {kg.NeedsSize, "size"}} {
		var open, stated []string
		for _, c := range t.conditions {
			if c.Kind == a.kind {
				stated = append(stated, c.Value)
				if !c.Met {
					open = append(open, c.Value)
				}
			}
		}
		if len(open) > 0 {
			unmet = append(unmet, kg.In(a.field, open...))
		}
		if len(stated) > 0 {
			all = append(all, kg.In(a.field, stated...))
		}
	}
	free := kg.Not(kg.In("id", t.chosen...))
	var list []class
	for set := uint(1); set < 1<<len(unmet) && !t.exhausted; set++ {
		where := []kg.Filter{free}
		for i, f := range unmet {
			if set>>i&1 == 1 {
				where = append(where, f)
			}
		}
		list = append(list, class{bits.OnesCount(set), kg.And(where...)})
	}
	slices.SortFunc(list, func(a, b class) int { return cmp.Compare(b.gain, a.gain) })
	if more && len(all) > 0 {
		list = append(list, class{0, kg.And(free, kg.Or(all...))})
	}
	return list
}
