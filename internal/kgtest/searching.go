package kgtest

import (
	"bufio"
	_ "embed"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// searchText says what there is and what search must find of it; its own head says how to write it.
//
//go:embed testdata/search.txt
var searchText string

// expectation is what a text must find: lines "rank id", best first.
type expectation struct {
	text  string
	kinds []kg.Kind
	want  []string
}

var ranks = []string{"exact", "name", "prefix", "in-name", "anywhere"}

// parseSearch reads testdata/search.txt.
func parseSearch(t *testing.T) (records []kg.Record, expected []expectation) {
	t.Helper()
	id, cells := "", map[string]string{}
	finish := func() {
		if id == "" {
			return
		}
		k, _ := kg.KindOfID(id)
		// What a record must have and search does not look at.
		for column, value := range map[string]string{"id": id, "type": "NGO", "scheme": "own", "code": "-"} {
			if cells[column] == "" && kg.Describe(k).Field(column) != nil {
				cells[column] = value
			}
		}
		r, err := kg.ParseText(k, func(column string) string { return cells[column] })
		if err != nil {
			t.Fatalf("search.txt: %s: %v", id, err)
		}
		records = append(records, r)
		id, cells = "", map[string]string{}
	}
	lines := bufio.NewScanner(strings.NewReader(searchText))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch indented := lines.Text()[0] == ' '; {
		case indented && id != "":
			cells[strings.TrimSuffix(word, ":")] = rest
		case indented && slices.Contains(ranks, word):
			last := &expected[len(expected)-1]
			last.want = append(last.want, word+" "+rest)
		case word == "record":
			finish()
			id = rest
		case word == "part":
			finish()
			org, project, _ := strings.Cut(rest, " ")
			records = append(records, &kg.Participation{OrganisationID: org, ProjectID: project, Role: kg.Partner})
		case word == "search":
			finish()
			e := expectation{text: rest, want: []string{}}
			if text, kinds, ok := strings.Cut(rest, " in "); ok {
				e.text = text
				for k := range strings.SplitSeq(kinds, ", ") {
					e.kinds = append(e.kinds, kg.Kind(k))
				}
			}
			expected = append(expected, e)
		default:
			t.Fatalf("search.txt: what is %q?", line)
		}
	}
	return records, expected
}

// searching checks search against testdata/search.txt.
func (s *suite) searching(t *testing.T) {
	w := s.empty(t)
	records, expected := parseSearch(t)
	w.apply(t, puts(records...)...)
	for _, e := range expected {
		s.one(t, "search "+e.text, func(t *testing.T) {
			h := ask(kg.EdgeSearch)
			h.Words, h.Kinds, h.Count = kg.Words(e.text), e.kinds, true
			page := w.fetch(t, h)
			got := []string{}
			for _, item := range page.Items {
				got = append(got, ranks[item.Match]+" "+item.Record.RecordID())
			}
			want := slices.Clone(e.want)
			for i, line := range want {
				want[i] = strings.Join(strings.Fields(line), " ")
			}
			if d := gocmp.Diff(want, got); d != "" || page.Total != len(want) {
				t.Errorf("total %d (-want +got):\n%s", page.Total, d)
			}
		})
	}
	s.one(t, "names are ordered by their folded form, then by id", func(t *testing.T) {
		var list []kg.Record
		for _, c := range [][2]string{
			{"org:1", "…"},
			{"org:2", "10 Years"},
			{"org:3", "9 Lives"},
			{"org:B", "ąccent"},
			{"org:a", "Accent"},
			{"org:4", "Łódź"},
			{"org:5", "Lodz Alpha"},
			{"org:6", "lodging"},
			{"org:7", "Zebra"},
			{"org:8", "zebra  crossing"},
			{"org:9", "Ωmega"},
			{"org:c", "Жук"},
		} {
			list = append(list, &kg.Organisation{ID: c[0], Name: c[1], Type: "NGO"})
		}
		w.replace(t, list)
		want := []string{"org:1", "org:2", "org:3", "org:B", "org:a", "org:6", "org:4", "org:5", "org:7", "org:8", "org:9", "org:c"}
		h := ask("organisations")
		if d := gocmp.Diff(want, ids(w.fetch(t, h))); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		slices.Reverse(want)
		want[slices.Index(want, "org:a")], want[slices.Index(want, "org:B")] = "org:B", "org:a" // ids ascend in either direction
		h = ask("organisations")
		h.Order = kg.Order{Field: "name", Desc: true}
		if d := gocmp.Diff(want, ids(w.fetch(t, h))); d != "" {
			t.Errorf("descending (-want +got):\n%s", d)
		}
	})
}
