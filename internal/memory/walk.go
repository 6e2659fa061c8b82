package memory

import (
	"cmp"
	"context"

	"ngograph/internal/kg"
)

// walk is a kg.Walk. An organisation's number is its place among the acquaintances.
type walk struct {
	meetings *meetings
	seen     *acquaintances
	ids      []string
	err      error

	stations []station // of each that was met
	to       []int32   // of all whose partners were asked for, one behind the other
	weights  []float64
}

// station is an organisation that was met.
type station struct {
	lo, hi int // where its partners stand, if they were asked for
	asked  bool
	of, at int // the last one of whose partners it was found to be one, from 1, and where it stands among these
}

// Walk lends a walk through the ties of a scope. Error: Unavailable when ctx has ended.
func (s still) Walk(ctx context.Context, asked *kg.Scope, today kg.Date, use func(kg.Walk) error) error {
	q, err := s.query(ctx)
	if err != nil {
		return err
	}
	w := &walk{
		meetings: q.meetings(q.s.scope(cmp.Or(asked, &kg.Scope{}), today)), seen: q.s.acquaintances(),
		ids: q.s.of(kg.KindOrganisation).ids,
	}
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
	w.seen.of(row)
	if len(w.stations) < len(w.seen.list) {
		w.stations = append(w.stations, station{})
	}
	return w.seen.at[row] - 1
}

func (w *walk) Nodes() int { return len(w.stations) }

func (w *walk) row(organisation int32) int32 { return w.seen.list[organisation].row }

func (w *walk) ID(organisation int32) string { return w.ids[w.row(organisation)] }

func (w *walk) Compare(a, b int32) int { return cmp.Compare(w.row(a), w.row(b)) }

func (w *walk) Neighbours(organisation int32) (to []int32, weights []float64) {
	if !w.stations[organisation].asked && w.err == nil {
		w.ask(organisation)
	}
	s := w.stations[organisation]
	return w.to[s.lo:s.hi:s.hi], w.weights[s.lo:s.hi:s.hi]
}

// ask finds the partners of an organisation.
func (w *walk) ask(organisation int32) {
	row, lo, mark := w.row(organisation), len(w.to), int(organisation)+1
	w.err = w.meetings.of(row, func(e event, parties []int32) {
		for _, o := range parties {
			if o == row {
				continue
			}
			n := w.meet(o)
			if s := &w.stations[n]; s.of == mark {
				w.weights[s.at] += e.term
			} else {
				s.of, s.at = mark, len(w.to)
				w.to, w.weights = append(w.to, n), append(w.weights, e.term)
			}
		}
	})
	s := &w.stations[organisation]
	s.lo, s.hi, s.asked = lo, len(w.to), true
}
