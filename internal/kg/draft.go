package kg

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
)

// Stored is what Draft asks of a store, about what it holds before the changes. Ids come sorted, so that those of a kind
// are together, and each once; found may be told the same more than once.
type Stored interface {
	// Records calls found with the records that have the ids, where there are any.
	Records(ctx context.Context, ids []string, found func(Record)) error
	// Owned calls found with the records of a kind that refer to one of the ids by a field.
	Owned(ctx context.Context, k Kind, field string, ids []string, found func(Record)) error
	// Known calls found with the ids that a record has.
	Known(ctx context.Context, ids []string, found func(id string)) error
	// Referrers calls found with each of the ids that a record refers to, and the id of that record, until found fails;
	// it need not tell of the fields of Owned.
	Referrers(ctx context.Context, ids []string, found func(id, by string) error) error
}

// Difference is what changes come to: what a store must write to make them. It is sorted by id, so that the records of a
// kind are together.
type Difference struct {
	Put     []Edit
	Deleted []Record // as they were
}

// Edit is a record before and after changes; Before is nil if the record is new.
type Edit struct{ Before, After Record }

// Empty reports whether there is nothing to write.
func (d *Difference) Empty() bool { return len(d.Put)+len(d.Deleted) == 0 }

// Stamp dates what is put.
func (d *Difference) Stamp(r Revision, at Instant) {
	for _, e := range d.Put {
		m := e.After.Base()
		m.Revision, m.UpdatedAt = r, at
	}
}

// Draft works out what changes come to in a store and refuses them if they must not be made: all the rules of
// Change, for every store. Each change sees those before it, and a deletion takes along what has no meaning without it;
// references are checked by what is there in the end, and what is then as it was has not changed.
func Draft(ctx context.Context, s Stored, changes []Change) (*Difference, error) {
	d := &draft{entries: make(map[string]*entry, len(changes)), owned: map[string][]*entry{}}
	about, err := d.load(ctx, s, changes)
	if err != nil {
		return nil, err
	}
	for i, c := range changes {
		if err := d.make(about[i], c); err != nil {
			return nil, err
		}
	}
	order := slices.SortedFunc(maps.Values(d.entries), func(a, b *entry) int { return cmp.Compare(a.id, b.id) })
	diff, err := settle(order)
	if err != nil || diff.Empty() {
		return diff, err
	}
	if err := d.checkReferences(ctx, s, order); err != nil {
		return nil, err
	}
	if err := d.checkReferrers(ctx, s, diff.Deleted); err != nil {
		return nil, err
	}
	return diff, nil
}

// draft is the part of a store that changes are about.
type draft struct {
	entries map[string]*entry
	owned   map[string][]*entry // by owner: those that belong to it, or once did
	owners  map[Kind][]string   // Owned, if anything is deleted
}

// entry is a record before the changes and after those made so far, nil where there is none.
type entry struct {
	id            string
	before, after Record
	edits         int // how many changes changed it
}

// load reads the records that the changes are about and those that deletions take along. What belongs to another owns
// nothing itself. It returns what each change is about, nil for an id that no stored record may have.
func (d *draft) load(ctx context.Context, s Stored, changes []Change) ([]*entry, error) {
	deleted := map[Kind][]string{}
	about := make([]*entry, len(changes))
	for i, c := range changes {
		id := c.ID()
		k, ok := KindOfID(id)
		if !ok || k == KindCollaboration {
			continue
		}
		if about[i] = d.entries[id]; about[i] == nil {
			about[i] = &entry{id: id}
			d.entries[id] = about[i]
		}
		if c.Record() == nil {
			deleted[k] = append(deleted[k], id)
		}
	}
	if len(deleted) > 0 {
		d.owners = Owned()
	}
	if err := s.Records(ctx, slices.Sorted(maps.Keys(d.entries)), d.found); err != nil {
		return nil, err
	}
	for k, ids := range deleted {
		slices.Sort(ids)
		deleted[k] = slices.Compact(ids)
	}
	for k, fields := range d.owners {
		for _, field := range fields {
			for _, owner := range Describe(k).Field(field).Refs {
				if err := s.Owned(ctx, k, field, deleted[owner], d.found); err != nil {
					return nil, err
				}
			}
		}
	}
	return about, nil
}

// found notes a stored record.
func (d *draft) found(r Record) {
	e := d.entries[r.RecordID()]
	if e == nil {
		e = &entry{id: r.RecordID()}
		d.entries[e.id] = e
	}
	e.before = r
	d.set(e, r)
}

// set makes a record the latest of its id.
func (d *draft) set(e *entry, r Record) {
	e.after = r
	for _, owner := range d.ownersOf(r) {
		d.owned[owner] = append(d.owned[owner], e)
	}
}

// ownersOf returns the ids of the records with which r is deleted.
func (d *draft) ownersOf(r Record) []string {
	var ids []string
	for _, field := range d.owners[r.Kind()] {
		ids = append(ids, Describe(r.Kind()).Field(field).Of(r).String())
	}
	return ids
}

// make makes one change, on top of those before it; e is what it is about, nil for an id that no stored record may have.
func (d *draft) make(e *entry, c Change) error {
	switch {
	case c.Put != nil && c.Merge != nil, (c.Record() == nil) == (c.Delete == ""):
		return Errorf(Invalid, "a change is exactly one of put, merge and delete")
	case c.Delete != "" && e == nil:
		return nil
	case c.Delete != "":
		d.remove(e)
		return nil
	case c.Record().Kind() == KindCollaboration:
		return Errorf(Invalid, "a %s is derived and cannot be stored", c.Record().Kind())
	default:
		var latest Record
		if e != nil {
			latest = e.after
		}
		r, changed, err := Resolve(latest, c)
		if err == nil && changed {
			e.edits++
			d.set(e, r)
		}
		return err
	}
}

// remove deletes a record and what belongs to it.
func (d *draft) remove(e *entry) {
	if e.after == nil {
		return
	}
	e.after = nil
	e.edits++
	for _, o := range d.owned[e.id] {
		if o.after != nil && slices.Contains(d.ownersOf(o.after), e.id) { // it may have another owner by now
			d.remove(o)
		}
	}
}

// settle compares what is there in the end with what was before.
func settle(order []*entry) (*Difference, error) {
	diff := &Difference{}
	for _, e := range order {
		if e.before != nil && e.after != nil && e.edits > 1 { // there and back again is no change
			r, changed, err := Resolve(e.before, Change{Put: e.after})
			if err != nil {
				return nil, err
			}
			if e.after = r; !changed {
				e.after = e.before
			}
		}
		switch e.after {
		case e.before:
		case nil:
			diff.Deleted = append(diff.Deleted, e.before)
		default:
			diff.Put = append(diff.Put, Edit{e.before, e.after})
		}
	}
	return diff, nil
}

// checkReferences refuses records that refer to what is not there after the changes, or is of a wrong kind.
func (d *draft) checkReferences(ctx context.Context, s Stored, order []*entry) error {
	type use struct{ by, field string }
	outside := map[string]use{} // what the store must know, with the first that refers to it
	var refs []Reference
	for _, e := range order {
		if e.after == nil {
			continue
		}
		refs = appendReferences(refs[:0], e.after)
		for _, ref := range refs {
			target := d.entries[ref.ID]
			switch k, ok := KindOfID(ref.ID); {
			case !ok || !slices.Contains(ref.Kinds, k):
				return Errorf(Invalid, "%q: %s refers to %q, which is no %s", e.id, ref.Field, ref.ID, either(ref.Kinds))
			case target != nil && target.after == nil:
				return dangling(e.id, ref.Field, ref.ID)
			case target != nil || e.after == e.before:
				continue
			}
			if _, ok := outside[ref.ID]; !ok {
				outside[ref.ID] = use{e.id, ref.Field}
			}
		}
	}
	ids := slices.Sorted(maps.Keys(outside))
	if err := s.Known(ctx, ids, func(id string) { delete(outside, id) }); err != nil {
		return err
	}
	for _, id := range ids {
		if u, missing := outside[id]; missing {
			return dangling(u.by, u.field, id)
		}
	}
	return nil
}

func either(kinds []Kind) string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = string(k)
	}
	return strings.Join(list, " or ")
}

func dangling(by, field, id string) error {
	return Errorf(Invalid, "%q: %s refers to %q, which is not there", by, field, id)
}

// checkReferrers refuses to delete what a record refers to that the changes are not about; checkReferences has seen the
// others.
func (d *draft) checkReferrers(ctx context.Context, s Stored, deleted []Record) error {
	ids := make([]string, len(deleted))
	for i, r := range deleted {
		ids[i] = r.RecordID()
	}
	return s.Referrers(ctx, ids, func(id, by string) error {
		if d.entries[by] != nil {
			return nil
		}
		return Errorf(Conflict, "%q is still referred to by %q", id, by)
	})
}
