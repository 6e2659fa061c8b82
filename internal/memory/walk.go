package memory

import (
	"cmp"
	"context"

	"ngograph/internal/kg"
)

// walk is a kg.Walk.
type walk struct {
	meetings *meetings
	seen     *numbers
	ids      []string
	err      error

	marks   []mark  // of each that was met
	asked   []asked // of each that was met
	to      []int32 // of all whose partners were asked for, one behind the other
	weights []float64
}

// mark says of whose partners an organisation was last found to be one, from 1, and where it stands among these.
type mark struct{ of, at int32 }

// asked says where an organisation's partners stand, if they were asked for.
type asked struct {
	lo, hi int
	done   bool
}

// Walk lends a walk through the ties of a scope. Error: Unavailable when ctx has ended.
func (s still) Walk(ctx context.Context, asked *kg.Scope, today kg.Date, use func(kg.Walk) error) error {
	q, err := s.query(ctx)
	if err != nil {
		return err
	}
	w, ok := q.s.walks.Get().(*walk)
	if !ok {
		w = &walk{}
	}
	*w = walk{
		meetings: q.meetings(q.s.scope(cmp.Or(asked, &kg.Scope{}), today)), seen: q.s.borrow(),
		ids: q.s.of(kg.KindOrganisation).ids, marks: w.marks[:0], asked: w.asked[:0], to: w.to[:0], weights: w.weights[:0],
	}
	defer q.s.walks.Put(w)
	defer q.s.giveBack(w.seen)
	return cmp.Or(use(w), w.err)
}

func (w *walk) Meet(id string) (int32, bool) {
	row := w.meetings.sc.s.of(kg.KindOrganisation).row(id)
	if row < 0 {
		return 0, false
	}
	return w.meet(row), true
}

func (w *walk) meet(row int32) int32 {
	number := w.seen.of(row)
	if int(number) == len(w.marks) {
		w.marks, w.asked = append(w.marks, mark{}), append(w.asked, asked{})
	}
	return number
}

func (w *walk) Nodes() int { return len(w.marks) }

func (w *walk) row(organisation int32) int32 { return w.seen.rows[organisation] }

func (w *walk) ID(organisation int32) string { return w.ids[w.row(organisation)] }

func (w *walk) Compare(a, b int32) int { return cmp.Compare(w.row(a), w.row(b)) }

// Work is the number of partners where it is known, else of projects.
func (w *walk) Work(organisation int32) int {
	if a := w.asked[organisation]; a.done {
		return a.hi - a.lo
	}
	return len(w.meetings.sc.s.parts.projects.of(w.row(organisation))) * usualParties
}

// usualParties is how many parties there are to a project, as a rule.
const usualParties = 8

func (w *walk) Neighbours(organisation int32) (to []int32, weights []float64) {
	if !w.asked[organisation].done && w.err == nil {
		w.ask(organisation)
	}
	a := w.asked[organisation]
	return w.to[a.lo:a.hi:a.hi], w.weights[a.lo:a.hi:a.hi]
}

// ask finds the partners of an organisation.
func (w *walk) ask(organisation int32) {
	row, lo, number := w.row(organisation), len(w.to), organisation+1
	w.err = w.meetings.of(row, func(e event, parties []int32) {
		for _, o := range parties {
			if o == row {
				continue
			}
			n := w.meet(o)
			if m := &w.marks[n]; m.of == number {
				w.weights[m.at] += e.term
			} else {
				*m = mark{number, int32(len(w.to))}
				w.to, w.weights = append(w.to, n), append(w.weights, e.term)
			}
		}
	})
	w.asked[organisation] = asked{lo, len(w.to), true}
}
