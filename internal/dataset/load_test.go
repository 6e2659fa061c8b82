package dataset

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// numbered yields n rows and calls each with the number of each before.
func numbered(n int, each func(i int)) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i := range n {
			each(i)
			org := &kg.Organisation{ID: fmt.Sprintf("org:%d", i), Name: "x", Type: "NGO"}
			if !yield(Row{Change: kg.Change{Put: org}, At: Position{"f", i + 1}}, nil) {
				return
			}
		}
	}
}

func TestLoadReadsOnWhileABatchIsApplied(t *testing.T) {
	readOn := make(chan struct{})
	rows := numbered(2*batchSize, func(i int) {
		if i == batchSize+1 {
			close(readOn)
		}
	})
	var sizes []int
	report := &Report{}
	err := Load(t.Context(), rows, func(ctx context.Context, changes []kg.Change) (kg.Revision, error) {
		select {
		case <-readOn:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		sizes = append(sizes, len(changes))
		return 1, nil
	}, report)
	if d := cmp.Diff([]int{batchSize, batchSize}, sizes); err != nil || d != "" || report.Applied[kg.KindOrganisation] != 2*batchSize {
		t.Errorf("%v, %v applied, batches (-want +got):\n%s", err, report.Applied, d)
	}
}

func TestLoadTellsWhatIsRefused(t *testing.T) {
	bad := []string{"org:7", fmt.Sprintf("org:%d", batchSize-1), fmt.Sprintf("org:%d", batchSize+3)}
	var told []string
	report := &Report{Each: func(p Problem) { told = append(told, p.At.String()) }}
	err := Load(t.Context(), numbered(batchSize+10, func(int) {}), func(_ context.Context, changes []kg.Change) (kg.Revision, error) {
		if slices.ContainsFunc(changes, func(c kg.Change) bool { return slices.Contains(bad, c.ID()) }) {
			return 0, kg.Errorf(kg.Invalid, "refused")
		}
		return 1, nil
	}, report)
	want := []string{"f:8", fmt.Sprintf("f:%d", batchSize), fmt.Sprintf("f:%d", batchSize+4)}
	if d := cmp.Diff(want, told); err != nil || d != "" || report.Rejected != 3 || report.Applied[kg.KindOrganisation] != batchSize+7 {
		t.Errorf("%v, %+v (-want +got):\n%s", err, report, d)
	}
}

func TestLoadStopsReadingWhenAnApplyFails(t *testing.T) {
	failed := errors.New("down")
	read, applied := 0, 0
	err := Load(t.Context(), numbered(10*batchSize, func(int) { read++ }), func(context.Context, []kg.Change) (kg.Revision, error) {
		applied++
		return 0, failed
	}, &Report{})
	if !errors.Is(err, failed) || applied != 1 || read != 2*batchSize {
		t.Errorf("%v after %d batches and %d rows; want 1 and %d", err, applied, read, 2*batchSize)
	}
}
