package kgtest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// random asks random questions about random graphs and compares the answers with the oracle's. One store goes from
// graph to graph, so that a view that follows its store must follow every kind of change, and the questions are asked
// again after some, so that nothing that it keeps of an answer outlives what the answer rests on.
func (s *suite) random(t *testing.T) {
	w := s.empty(t)
	withChecks(t, s.Checks, func() {
		rapid.Check(t, func(rt *rapid.T) {
			records := drawGraph(rt)
			w.replace(rt, records)
			asked := s.compare(rt, w, records, nil, (s.Questions+1)/2)
			var changes []kg.Change
			changes, records = drawEdits(rt, records)
			w.apply(rt, changes...)
			s.compare(rt, w, records, asked, s.Questions/2)
		})
	})
}

// compare asks what was asked before, and up to so many new random questions, about what the store must hold. It returns
// the new ones.
func (s *suite) compare(t *rapid.T, w *world, records []kg.Record, before []*kg.Hop, questions int) (asked []*kg.Hop) {
	w.mustHold(t, records)
	oracle := w.oracle(t)
	w.addUp(t, records)
	if d := w.summaryDiffers(t, oracle); d != "" {
		fail(t, "the summary is not the oracle's", d, "The graph:\n"+describeRecords(records))
	}
	s.cases.Add(3)
	for range within(t, 1, max(1, questions), "questions") {
		asked = append(asked, drawQuestion(t, records))
	}
	for _, h := range slices.Concat(before, asked) {
		s.cases.Add(1)
		if why := s.disagree(w, oracle, h); why != "" {
			fail(t, "an answer is not the oracle's", why, "The question:\n"+describe(h), "The graph:\n"+describeRecords(records))
		}
	}
	return asked
}

// fail fails with a message that is always the same, by which rapid knows the failure again when it makes it smaller;
// the details go to the log.
func fail(t *rapid.T, what string, details ...string) {
	t.Helper()
	for _, d := range details {
		t.Logf("%s", d)
	}
	t.Fatalf("%s", what)
}

// exactly compares records with what the store adds to them; nil and empty lists are the same.
var exactly = cmp.Options{cmpopts.IgnoreUnexported(kg.Meta{}), cmpopts.EquateEmpty()}

// stored compares records but for what the store adds to them.
var stored = append(cmp.Options{cmpopts.IgnoreFields(kg.Meta{}, "Revision", "UpdatedAt")}, exactly...)

// mustHold fails unless the store holds exactly these records.
func (w *world) mustHold(t failer, records []kg.Record) {
	t.Helper()
	if d := cmp.Diff(inScanOrder(records), w.scan(t), stored); d != "" {
		t.Fatalf("Scan yields other than what was put (-put +scanned):\n%s", d)
	}
}

// summaryDiffers says how the composition's summary differs from the oracle's, "" if it does not.
func (w *world) summaryDiffers(t failer, oracle *Oracle) string {
	t.Helper()
	want, err := oracle.Summary(context.Background())
	if err != nil {
		t.Fatalf("%v", err)
	}
	got, err := w.graph.Summary(context.Background())
	if err != nil {
		t.Fatalf("Summary: %v", err)
	}
	for _, s := range []*kg.Summary{want, got} {
		maps.DeleteFunc(s.Counts, func(_ kg.Kind, n int) bool { return n == 0 })
	}
	return cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(kg.SourceRef{}, "Facts"))
}

// disagree asks the composition and the oracle the same and says how the answers differ, "" if they do not.
func (s *suite) disagree(w *world, oracle *Oracle, h *kg.Hop) string {
	ctx := context.Background()
	want, wantErr := kg.New(w.store, oracle, clock).Fetch(ctx, h)
	before := s.statements()
	got, err := w.graph.Fetch(ctx, h)
	if n := s.statements() - before; n > 1 && !computed(h) {
		return "One question took " + cmp.Diff(1, n) + " round trips."
	}
	switch {
	case kg.CodeOf(wantErr) != kg.CodeOf(err):
		return "The error differs: want " + errorText(wantErr) + ", got " + errorText(err)
	case kg.CodeOf(err) == kg.NotFound && wantErr.Error() != err.Error():
		return "The message differs: want " + errorText(wantErr) + ", got " + errorText(err)
	case err != nil:
		return ""
	}
	if d := diff(h, want, got); d != "" {
		return "The answer differs (-want +got):\n" + d
	}
	return ""
}

// computed reports whether part of an answer is computed over a view, which takes more than one question.
func computed(h *kg.Hop) bool {
	return h.Edge.Computed || slices.ContainsFunc(h.Shapes, func(s kg.Shape) bool { return slices.ContainsFunc(s.Hops, computed) })
}

func errorText(err error) string {
	if err == nil {
		return "none"
	}
	return string(kg.CodeOf(err)) + " " + err.Error()
}

func (s *suite) statements() int {
	if s.Statements == nil {
		return 0
	}
	return s.Statements()
}
