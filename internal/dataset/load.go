package dataset

import (
	"context"
	"fmt"
	"iter"

	"ngograph/internal/kg"
)

// batchSize is the number of changes that Load applies in one transaction. Every transaction writes most pages of the
// indexes by reference again: 380,000 rows into SQLite write 1.0 GB in batches of 8,000 and 0.5 GB in these.
const batchSize = 20_000

// Applier makes changes, all or none (see kg.Store.Apply).
type Applier func(ctx context.Context, changes []kg.Change) (kg.Revision, error)

// Load applies rows, in batches: one is applied while the next is read. A change that is refused (Invalid, NotFound or
// Conflict) is reported and left out, and all others go in; any other error ends the load, with what was applied staying
// applied. Loading the same rows again changes nothing, so that a load which was cut short can be repeated.
func Load(ctx context.Context, rows iter.Seq2[Row, error], apply Applier, report *Report) error {
	if report.Applied == nil {
		report.Applied = map[kg.Kind]int{}
	}
	var underWay chan outcome // nil if no batch is
	finish := func() error {
		if underWay == nil {
			return nil
		}
		o := <-underWay
		underWay = nil
		o.tell(report)
		return o.err
	}
	begin := func(batch []Row) error {
		if err := finish(); err != nil {
			return err
		}
		ready := make(chan outcome, 1)
		go func() { ready <- outcomeOf(ctx, batch, apply) }()
		underWay = ready
		return nil
	}
	err := inBatches(rows, begin)
	if failed := finish(); failed != nil {
		return failed
	}
	return err
}

// inBatches hands the rows over in batches that are the receiver's own.
func inBatches(rows iter.Seq2[Row, error], hand func([]Row) error) error {
	var batch []Row
	for row, err := range rows {
		if err != nil {
			return err
		}
		if batch = append(batch, row); len(batch) == batchSize {
			if err := hand(batch); err != nil {
				return err
			}
			batch = nil
		}
	}
	return hand(batch)
}

// outcome is what became of a batch.
type outcome struct {
	applied map[kg.Kind]int
	refused []refusal
	err     error
}

type refusal struct {
	at  Position
	err error
}

func outcomeOf(ctx context.Context, batch []Row, apply Applier) outcome {
	o := outcome{applied: map[kg.Kind]int{}}
	o.err = o.apply(ctx, batch, apply)
	return o
}

// apply halves a batch that is refused until the change at fault stands alone.
func (o *outcome) apply(ctx context.Context, batch []Row, apply Applier) error {
	if len(batch) == 0 {
		return nil
	}
	changes := make([]kg.Change, len(batch))
	for i, row := range batch {
		changes[i] = row.Change
	}
	_, err := apply(ctx, changes)
	switch code := kg.CodeOf(err); {
	case err == nil:
		for _, c := range changes {
			if kind, ok := kg.KindOfID(c.ID()); ok {
				o.applied[kind]++
			}
		}
		return nil
	case code != kg.Invalid && code != kg.NotFound && code != kg.Conflict:
		return fmt.Errorf("apply the changes from %s on: %w", batch[0].At, err)
	case len(batch) == 1:
		o.refused = append(o.refused, refusal{batch[0].At, err})
		return nil
	}
	half := len(batch) / 2
	if err := o.apply(ctx, batch[:half], apply); err != nil {
		return err
	}
	return o.apply(ctx, batch[half:], apply)
}

// tell adds the outcome to a report.
func (o *outcome) tell(report *Report) {
	for kind, n := range o.applied {
		report.Applied[kind] += n
	}
	for _, r := range o.refused {
		report.reject(r.at, "", "%s", r.err)
	}
}
