package memory

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// test tells whether a row of one kind satisfies a condition; a nil test is satisfied by every row. A test may hold
// scratch space: it serves one goroutine.
type test func(row int32) bool

func (t test) passes(row int32) bool { return t == nil || t(row) }

func both(a, b test) test {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return func(row int32) bool { return a(row) && b(row) }
}

func never(int32) bool { return false }

// compile turns a filter on records of a kind into a test.
func (q *query) compile(ctx context.Context, k kg.Kind, f *kg.Filter) (test, error) {
	switch f.Op {
	case kg.OpAll:
		return nil, nil //nolint:nilnil // no test: all match
	case kg.OpAnd, kg.OpOr, kg.OpNot:
		return q.compileLogic(ctx, k, f)
	case kg.OpIn:
		return q.compileIn(k, f)
	case kg.OpRange:
		return q.compileRange(k, f)
	case kg.OpKnown:
		return q.compileKnown(k, f.Field)
	case kg.OpDuring:
		return q.compileDuring(k, f)
	case kg.OpText:
		return q.compileText(ctx, k, f.Values)
	case kg.OpUnder:
		set := q.s.below(kg.KindTheme, q.s.setOf(kg.KindTheme, f.Values))
		if f.Field == "id" {
			return set.has, nil
		}
		return leadsInto(q.s.relation(k, f.Field, kg.KindTheme), set), nil
	case kg.OpWithin:
		return q.compileWithin(f), nil
	case kg.OpAny:
		return q.compileAny(ctx, k, f)
	}
	return nil, kg.Errorf(kg.Internal, "there is no filter %q", f.Op)
}

func (q *query) compileLogic(ctx context.Context, k kg.Kind, f *kg.Filter) (test, error) {
	tests := make([]test, len(f.Args))
	for i := range f.Args {
		t, err := q.compile(ctx, k, &f.Args[i])
		if err != nil {
			return nil, err
		}
		tests[i] = t
	}
	switch f.Op {
	case kg.OpNot:
		return func(row int32) bool { return !tests[0].passes(row) }, nil
	case kg.OpOr:
		return func(row int32) bool {
			return slices.ContainsFunc(tests, func(t test) bool { return t.passes(row) })
		}, nil
	}
	var all test
	for _, t := range tests {
		all = both(all, t)
	}
	return all, nil
}

// leadsInto tests whether a row refers to a member of a set.
func leadsInto(r *relation, set bitset) test {
	return func(row int32) bool {
		return slices.ContainsFunc(r.targets(row), set.has)
	}
}

func (q *query) compileIn(k kg.Kind, f *kg.Filter) (test, error) {
	d := kg.Describe(k)
	field := d.Field(f.Field)
	switch {
	case f.Field == "id" && field != nil:
		return q.s.setOf(k, f.Values).has, nil
	case field != nil && field.Refs != nil:
		var either test
		for _, to := range field.Refs {
			t := leadsInto(q.s.relation(k, f.Field, to), q.s.setOf(to, f.Values))
			if previous := either; previous != nil {
				either = func(row int32) bool { return previous(row) || t(row) }
			} else {
				either = t
			}
		}
		return either, nil
	case field != nil && field.Type == kg.TypeList:
		return q.compileInList(k, field, f.Values)
	}
	sc, err := scalarOf(k, f.Field)
	if err != nil {
		return nil, err
	}
	value := q.s.valuesOf(k, f.Field, sc)
	if len(f.Values) == 1 {
		only := f.Values[0]
		return func(row int32) bool { return only != "" && value(row) == only }, nil
	}
	values := make(map[string]bool, len(f.Values))
	for _, v := range f.Values {
		values[v] = v != ""
	}
	return func(row int32) bool { return values[value(row)] }, nil
}

// valuesOf returns how to read the values of a field as filters know them, "" where one is unknown.
func (s *snapshot) valuesOf(k kg.Kind, field string, sc *scalar) func(row int32) string {
	at := fieldAt(k, field)
	if t := s.of(k); t != nil && at < len(packings[k]) && packings[k][at].isText() {
		return func(row int32) string { return t.text(row, at) }
	}
	record := s.reader(k, sc.fields)
	return func(row int32) string { return sc.string(record(row)) }
}

// compileInList compares the items of a list with values in their stored form.
func (q *query) compileInList(k kg.Kind, f *kg.Field, values []string) (test, error) {
	wanted, err := decodeList(k, f, values)
	if err != nil {
		return nil, err
	}
	record := q.s.reader(k, fieldsOf(k, f.Name))
	switch want := wanted.(type) {
	case *[]string:
		return overlaps(record, f, *want), nil
	case *[]kg.Identifier:
		return overlaps(record, f, *want), nil
	case *[]kg.LocalisedText:
		return overlaps(record, f, *want), nil
	case *[]kg.SourceRef:
		return func(row int32) bool {
			return slices.ContainsFunc(record(row).Base().Sources, func(s kg.SourceRef) bool {
				return slices.ContainsFunc(*want, func(w kg.SourceRef) bool { return s.Compare(w) == 0 })
			})
		}, nil
	}
	return nil, kg.Errorf(kg.Internal, "no filter by the list %s of a %s", f.Name, k)
}

// decodeList returns a pointer to the list that a field has whose stored form is values.
func decodeList(k kg.Kind, f *kg.Field, values []string) (any, error) {
	sample, err := kg.FromValues(k, func(column string) any {
		if column == f.Name {
			return values
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f.Of(sample).Addr().Interface(), nil
}

func overlaps[T comparable](record func(int32) kg.Record, f *kg.Field, want []T) test {
	return func(row int32) bool {
		for _, item := range *f.Of(record(row)).Addr().Interface().(*[]T) {
			if slices.Contains(want, item) {
				return true
			}
		}
		return false
	}
}

func (q *query) compileRange(k kg.Kind, f *kg.Filter) (test, error) {
	sc, err := scalarOf(k, f.Field)
	if err != nil {
		return nil, err
	}
	record := q.s.reader(k, sc.fields)
	if sc.number != nil {
		least, hasLeast := f.Min.(int64)
		most, hasMost := f.Max.(int64)
		return func(row int32) bool {
			v, ok := sc.number(record(row))
			return ok && (!hasLeast || v >= least) && (!hasMost || v <= most)
		}, nil
	}
	least, hasLeast := textOf(f.Min)
	most, hasMost := textOf(f.Max)
	return func(row int32) bool {
		v := sc.text(record(row))
		return v != "" && (!hasLeast || v >= least) && (!hasMost || v <= most)
	}, nil
}

// textOf returns a bound that is a string or a date.
func textOf(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case kg.Date:
		return string(v), true
	}
	return "", false
}

func (q *query) compileKnown(k kg.Kind, name string) (test, error) {
	f := kg.Describe(k).Field(name)
	if f == nil || name == "year" {
		sc, err := scalarOf(k, name)
		if err != nil {
			return nil, err
		}
		record := q.s.reader(k, sc.fields)
		return func(row int32) bool { return sc.string(record(row)) != "" }, nil
	}
	if len(f.Refs) > 0 && k == kg.KindParticipation {
		return nil, nil //nolint:nilnil // no test: it is part of the identity
	}
	record := q.s.reader(k, fieldsOf(k, name))
	return func(row int32) bool {
		switch v := f.Of(record(row)); v.Kind() {
		case reflect.String, reflect.Slice:
			return v.Len() > 0
		case reflect.Pointer:
			return !v.IsNil()
		}
		return true
	}, nil
}

func (q *query) compileDuring(k kg.Kind, f *kg.Filter) (test, error) {
	least, _ := textOf(f.Min)
	most, _ := textOf(f.Max)
	from, to := dayOf(kg.Date(least)), dayOf(kg.Date(most))
	overlap := func(s span) bool { return s.from != 0 && s.holds(from, to) }
	switch k {
	case kg.KindProject:
		return func(row int32) bool { return overlap(q.s.during[row]) }, nil
	case kg.KindRecorded:
		return func(row int32) bool { return overlap(q.s.recordedDuring[row]) }, nil
	case kg.KindParticipation:
		p := q.s.parts
		return func(row int32) bool {
			s := span{p.start[row], p.end[row]}
			if s.from == 0 {
				s.from = s.to
			} else if s.to == 0 {
				s.to = s.from
			}
			return overlap(s)
		}, nil
	}
	return nil, kg.Errorf(kg.Internal, "a %s has no start and end", k)
}

// compileText asks the store's index. What the store holds by now and the snapshot does not is left out.
func (q *query) compileText(ctx context.Context, k kg.Kind, words []string) (test, error) {
	if len(words) == 0 || !slices.Contains(kg.SearchedKinds(), k) {
		return never, nil
	}
	key := textKey{k, strings.Join(words, " ")}
	if q.texts[key] == nil {
		ids, err := q.store.Search(ctx, words, []kg.Kind{k})
		if err != nil {
			return nil, err
		}
		q.texts[key] = q.s.setOf(k, ids)
	}
	return q.texts[key].has, nil
}

// textKey names a text that was searched for while a question is answered.
type textKey struct {
	kind  kg.Kind
	words string
}

func (q *query) compileWithin(f *kg.Filter) test {
	day := dayOf(f.On)
	on := span{day, day}
	var places []place
	for _, p := range q.s.places(f.Values) {
		if on.holds(p.from, p.to) {
			places = append(places, p)
		}
	}
	h := q.s.holder()
	return func(row int32) bool {
		for i := range places {
			if h.in(&places[i], row) {
				return true
			}
		}
		return false
	}
}

func (q *query) compileAny(ctx context.Context, k kg.Kind, f *kg.Filter) (test, error) {
	e := kg.EdgeOf(k, f.Edge)
	if e == nil {
		return nil, kg.Errorf(kg.Internal, "a %s has no edge %s", k, f.Edge)
	}
	w, err := q.way(ctx, e, "")
	if err != nil {
		return nil, err
	}
	tests := make([]test, len(w))
	for i := range w {
		t, err := q.compile(ctx, w[i].to, &f.Args[0])
		if err != nil {
			return nil, err
		}
		tests[i] = both(w[i].where, t)
	}
	return func(row int32) bool {
		for i := range w {
			if slices.ContainsFunc(w[i].reach(row), tests[i].passes) {
				return true
			}
		}
		return false
	}, nil
}
