package kg

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Change is one wish to change a store: exactly one of Put, Merge and Delete is set. StandIns names fields of a Merge that
// a source does not state but a record must have (an organisation's type, OTHER; a project's title, its acronym): what
// the store holds there is better and stays.
//
// Put replaces the record with that id, or adds it. Merge lays the known fields of a record over the stored one: what
// it leaves unknown stays, its lists are added to the stored lists, and its source references replace those of the
// same dataset and record. Delete removes the record with that id and what has no meaning without it: the
// participations, memberships and resources of an organisation, the participations of a project, the members of an
// area. Deleting what is not there does nothing.
//
// Apply refuses, with Invalid, a record that lacks a required field, has an id of the wrong form, or refers to a record
// that is not there after the changes or is of a wrong kind; and, with Conflict, the deletion of a record that others
// still refer to.
type Change struct {
	Put      Record
	Merge    Record
	Delete   string
	StandIns []string
}

// Record returns the record that a Put or Merge brings, nil for a Delete.
func (c Change) Record() Record {
	if c.Put != nil {
		return c.Put
	}
	return c.Merge
}

// ID returns the id of the record that the change is about.
func (c Change) ID() string {
	if r := c.Record(); r != nil {
		return r.RecordID()
	}
	return c.Delete
}

// Resolve returns the record that a Put or Merge leaves behind, given the stored one (nil if there is none), and false
// if that is the stored one unchanged. Revision and time are those of the stored record, for the store to set; derived
// fields are zero. It fails with Invalid on a record that no store may hold.
func Resolve(stored Record, c Change) (Record, bool, error) {
	r := c.Record()
	if err := Validate(r); err != nil {
		return nil, false, err
	}
	d := Describe(r.Kind())
	if stored != nil && stored.Kind() != r.Kind() {
		return nil, false, Errorf(Conflict, "%s is a %s, not a %s", r.RecordID(), stored.Kind(), r.Kind())
	}
	out := d.New()
	from, to := reflect.ValueOf(r).Elem(), reflect.ValueOf(out).Elem()
	to.Set(from)
	out.Base().pages = nil
	var old reflect.Value
	if stored != nil {
		old = reflect.ValueOf(stored).Elem()
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Derived {
			to.FieldByIndex(f.index).SetZero()
			continue
		}
		if stored == nil {
			continue
		}
		target, before := to.FieldByIndex(f.index), old.FieldByIndex(f.index)
		switch {
		case f.Name == "revision" || f.Name == "updatedAt":
			target.Set(before)
		case c.Merge != nil && f.Type == TypeList:
			merge(target, before)
		case c.Merge != nil && !before.IsZero() && (target.IsZero() || slices.Contains(c.StandIns, f.Name)):
			target.Set(before)
		}
	}
	normalise(out)
	return out, stored == nil || !equal(d, stored, out), nil
}

// Validate refuses, with Invalid, a record that no store may hold, whatever else it holds.
func Validate(r Record) error {
	d := Describe(r.Kind())
	v := reflect.ValueOf(r).Elem()
	sound := true
	for i := range d.Fields {
		f := &d.Fields[i]
		fv := v.FieldByIndex(f.index)
		if f.form != formText {
			if f.Required && fv.IsZero() {
				return Errorf(Invalid, "%s %s has no %s", r.Kind(), r.RecordID(), f.Name)
			}
			sound = sound && soundList(f.form, fv)
			continue
		}
		text := fv.String()
		if text == "" {
			if f.Required || f.Key && f.Name != "from" {
				return Errorf(Invalid, "%s %s has no %s", r.Kind(), r.RecordID(), f.Name)
			}
			continue
		}
		if f.values != nil && !slices.Contains(f.values, text) {
			return Errorf(Invalid, "%s: %s is %q, which is no %s", r.RecordID(), f.Name, text, f.Enum)
		}
		if fv.Type() == reflect.TypeFor[Date]() {
			if _, err := ParseDate(text); err != nil {
				return Errorf(Invalid, "%s: %s: %q is not a date of the form YYYY-MM-DD", r.RecordID(), f.Name, text)
			}
		}
		sound = sound && isSound(text)
	}
	if !sound {
		return Errorf(Invalid, "%q holds what is not UTF-8 text", r.RecordID())
	}
	id := r.RecordID()
	if d.Field("id") != nil && strings.ContainsAny(id, "|\n\r\t") {
		return Errorf(Invalid, "the id %q holds a character that no id may hold", id)
	}
	if c, ok := r.(*RecordedCollaboration); ok && len(sorted(c.PartyIDs, cmp.Compare[string])) < 2 {
		return Errorf(Invalid, "%s has fewer than two parties", c.ID)
	}
	if k, ok := KindOfID(id); !ok || k != r.Kind() || len(id) <= len(d.Prefix) {
		return Errorf(Invalid, "the id of a %s begins with %q and goes on; %q does not", r.Kind(), d.Prefix, id)
	}
	return nil
}

// isSound reports whether every store can keep a text.
func isSound(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// soundList reports whether the texts of a list, or of another value that has some, are sound.
func soundList(as form, v reflect.Value) bool {
	switch as {
	case formMoney:
		m := *v.Addr().Interface().(**Money)
		return m == nil || isSound(m.Currency)
	case formTexts:
		return all(v, isSound)
	case formLocalised:
		return all(v, func(t LocalisedText) bool {
			return isSound(string(t.Language)) && isSound(t.Text) && isSound(string(t.Kind))
		})
	case formIdentifiers:
		return all(v, func(i Identifier) bool { return isSound(i.Scheme) && isSound(i.Value) })
	case formSources:
		return all(v, func(s SourceRef) bool {
			return isSound(s.Dataset) && isSound(string(s.Record)) && isSound(string(s.URL))
		})
	}
	return true
}

func all[T any](list reflect.Value, is func(T) bool) bool {
	for _, item := range *list.Addr().Interface().(*[]T) {
		if !is(item) {
			return false
		}
	}
	return true
}

// merge adds the stored list to a change's list. Source references of the same dataset and record, identifiers of the
// same scheme and value, and equal items are one.
func merge(target, stored reflect.Value) {
	switch list := target.Addr().Interface().(type) {
	case *[]SourceRef:
		*list = union(*list, stored.Interface().([]SourceRef), func(a, b SourceRef) bool {
			return a.Dataset == b.Dataset && a.Record == b.Record
		})
	case *[]string:
		*list = union(*list, stored.Interface().([]string), func(a, b string) bool { return a == b })
	case *[]Identifier:
		*list = union(*list, stored.Interface().([]Identifier), func(a, b Identifier) bool { return a == b })
	case *[]LocalisedText:
		*list = union(*list, stored.Interface().([]LocalisedText), func(a, b LocalisedText) bool { return a == b })
	}
}

func union[T any](news, olds []T, same func(a, b T) bool) []T {
	out := slices.Clone(news)
	for _, o := range olds {
		if !slices.ContainsFunc(out, func(n T) bool { return same(n, o) }) {
			out = append(out, o)
		}
	}
	return out
}

// normalise puts lists in the one order in which every store keeps them, each item once.
func normalise(r Record) {
	d := Describe(r.Kind())
	v := reflect.ValueOf(r).Elem()
	for i := range d.Fields {
		switch list := v.FieldByIndex(d.Fields[i].index).Addr().Interface().(type) {
		case *[]SourceRef:
			*list = sorted(*list, SourceRef.Compare)
			for j := range *list {
				(*list)[j].Facts = nil
			}
		case *[]string:
			*list = sorted(*list, cmp.Compare[string])
		case *[]Identifier:
			*list = sorted(*list, func(a, b Identifier) int {
				return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Value, b.Value))
			})
		case *[]LocalisedText:
			*list = sorted(*list, func(a, b LocalisedText) int {
				return cmp.Or(cmp.Compare(a.Language, b.Language), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
			})
		}
	}
}

func sorted[T comparable](list []T, compare func(a, b T) int) []T {
	if len(list) == 0 {
		return nil
	}
	out := slices.Clone(list)
	slices.SortFunc(out, compare)
	return slices.Compact(out)
}

func equal(d *Description, a, b Record) bool {
	va, vb := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for i := range d.Fields {
		if !reflect.DeepEqual(va.FieldByIndex(d.Fields[i].index).Interface(), vb.FieldByIndex(d.Fields[i].index).Interface()) {
			return false
		}
	}
	return true
}

// Reference is a reference that a record holds.
type Reference struct {
	Field string
	ID    string
	Kinds []Kind // of which the record with that id must be
}

// References returns what a record refers to, its sources' datasets included.
func References(r Record) []Reference { return appendReferences(nil, r) }

func appendReferences(refs []Reference, r Record) []Reference {
	d := Describe(r.Kind())
	v := reflect.ValueOf(r).Elem()
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Refs == nil {
			continue
		}
		fv := v.FieldByIndex(f.index)
		if f.form == formTexts {
			for _, id := range *fv.Addr().Interface().(*[]string) {
				refs = append(refs, Reference{f.Name, id, f.Refs})
			}
		} else if id := fv.String(); id != "" {
			refs = append(refs, Reference{f.Name, id, f.Refs})
		}
	}
	for _, s := range r.Base().Sources {
		refs = append(refs, Reference{"sources", s.Dataset, datasetKind})
	}
	return refs
}

var datasetKind = []Kind{KindDataset}

// Owned returns the fields by which records of a kind belong to one that they are deleted with.
func Owned() map[Kind][]string {
	return map[Kind][]string{
		KindParticipation: {"organisation", "project"},
		KindMembership:    {"network", "member"},
		KindResource:      {"organisation"},
		KindAreaMember:    {"area"},
	}
}
