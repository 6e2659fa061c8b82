package memory

import (
	"context"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// hit is a record that search found.
type hit struct {
	node
	match kg.MatchKind
	sort  int64
}

// search answers the hop from the root to full-text hits. The store's index says what matches; the snapshot says how
// well, and that what it does not know is no hit.
func (q *query) search(ctx context.Context, p *plan) (*kg.Page, error) {
	h := p.hop
	page := h.NewPage()
	if len(h.Words) == 0 {
		return page, nil
	}
	kinds := h.Kinds
	if len(kinds) == 0 {
		kinds = kg.SearchedKinds()
	}
	ids, err := q.store.Search(ctx, h.Words, kinds)
	if err != nil {
		return nil, err
	}
	from := key{}
	if h.After != nil {
		v, _ := h.After.Value.(int64)
		k, row := q.s.row(h.After.ID)
		if row >= 0 {
			row++
		} else if t := q.s.of(k); t != nil {
			row = t.after(h.After.ID)
		}
		from = key{numberKey(v), searchID(k, row)}
	}
	size := p.wanted()
	first := newTop[hit](size, from)
	record := map[kg.Kind]func(int32) kg.Record{}
	for _, id := range ids {
		if err := q.tick(); err != nil {
			return nil, err
		}
		k, row := q.s.row(id)
		if row < 0 {
			continue
		}
		if record[k] == nil {
			record[k] = q.s.reader(k, ^fieldsOf(k, "sources"))
		}
		r := record[k](row)
		page.Total++
		match := kg.Headings(r).Match(h.Words)
		sort := kg.SearchSort(match, popularity(r))
		at := key{numberKey(sort), searchID(k, row)}
		if first.wants(at) {
			first.add(at, hit{node{kind: k, row: row}, match, sort})
		}
	}
	if !h.Count {
		page.Total = 0
	}
	if size == 0 {
		return page, nil
	}
	selected, more := first.page()
	page.More = more
	for _, e := range selected {
		if err := q.append(page, p, e.item.node, e.item.sort); err != nil {
			return nil, err
		}
		page.Items[len(page.Items)-1].Match = e.item.match
	}
	return page, nil
}

func popularity(r kg.Record) int {
	switch r := r.(type) {
	case *kg.Organisation:
		return r.Projects
	case *kg.Project:
		return r.Participants
	}
	return 0
}

// searchID orders records of several kinds by id: the prefixes of the kinds decide first.
func searchID(k kg.Kind, row int32) uint64 { return kindRanks[k]<<32 | uint64(max(row, 0)) }

// kindRanks are the places of the stored kinds in the order of their prefixes.
var kindRanks = func() map[kg.Kind]uint64 {
	kinds := kg.StoredKinds()
	slices.SortFunc(kinds, compareKinds)
	ranks := make(map[kg.Kind]uint64, len(kinds))
	for i, k := range kinds {
		ranks[k] = uint64(i)
	}
	return ranks
}()

// compareKinds orders kinds as the ids of their records are ordered. No prefix begins another.
func compareKinds(a, b kg.Kind) int {
	return strings.Compare(kg.Describe(a).Prefix, kg.Describe(b).Prefix)
}
