package dataset

import (
	"context"
	"fmt"
	"iter"

	"ngograph/internal/kg"
)

// batchSize is the number of changes that Load applies in one transaction.
const batchSize = 2000

// Applier makes changes, all or none (see kg.Store.Apply).
type Applier func(ctx context.Context, changes []kg.Change) (kg.Revision, error)

// Load applies rows, in batches. A change that is refused (Invalid, NotFound or Conflict) is reported and left out, and
// all others go in; any other error ends the load, with what was applied staying applied. Loading the same rows again
// changes nothing, so that a load which was cut short can be repeated.
func Load(ctx context.Context, rows iter.Seq2[Row, error], apply Applier, report *Report) error {
	if report.Applied == nil {
		report.Applied = map[kg.Kind]int{}
	}
	l := &loader{target: apply, report: report}
	batch := make([]Row, 0, batchSize)
	for row, err := range rows {
		if err != nil {
			return err
		}
		if batch = append(batch, row); len(batch) == batchSize {
			if err := l.apply(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return l.apply(ctx, batch)
}

type loader struct {
	target Applier
	report *Report
}

// apply halves a batch that is refused until the change at fault stands alone.
func (l *loader) apply(ctx context.Context, batch []Row) error {
	if len(batch) == 0 {
		return nil
	}
	changes := make([]kg.Change, len(batch))
	for i, row := range batch {
		changes[i] = row.Change
	}
	_, err := l.target(ctx, changes)
	switch code := kg.CodeOf(err); {
	case err == nil:
		for _, c := range changes {
			if kind, ok := kg.KindOfID(c.ID()); ok {
				l.report.Applied[kind]++
			}
		}
		return nil
	case code != kg.Invalid && code != kg.NotFound && code != kg.Conflict:
		return fmt.Errorf("apply the changes from %s on: %w", batch[0].At, err)
	case len(batch) == 1:
		l.report.reject(batch[0].At, "", "%s", err)
		return nil
	}
	half := len(batch) / 2
	if err := l.apply(ctx, batch[:half]); err != nil {
		return err
	}
	return l.apply(ctx, batch[half:])
}
