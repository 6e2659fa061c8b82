package httpapi

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestAnswersAreCompressedWhereItPays(t *testing.T) {
	long := strings.Repeat(`{"id":"org:demo:a"},`, 1000)
	for _, test := range []struct {
		name, accepts, body, encoding string
		read                          func(io.Reader) (io.Reader, error)
	}{
		{"nobody asked", "", long, "", plain},
		{"gzip", "gzip", long, "gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"zstd where both are accepted", "gzip, zstd", long, "zstd", func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) }},
		{"too short", "gzip, zstd", long[:compressedFrom-1], "", plain},
		{"another encoding", "br", long, "", plain},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHarness(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", mediaJSON)
				_, _ = io.WriteString(w, test.body)
			}, nil)
			r := post(t, `{"query":"{organisation{id}}"}`)
			r.Header.Set("Accept-Encoding", test.accepts)
			w := h.do(r)
			if got := w.Header().Get("Content-Encoding"); got != test.encoding {
				t.Errorf("Content-Encoding = %q, want %q", got, test.encoding)
			}
			if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("Vary = %q, want Accept-Encoding in it", w.Header().Values("Vary"))
			}
			body, err := test.read(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(body); err != nil || string(got) != test.body {
				t.Errorf("read %d bytes (%v), want the %d of the answer", len(got), err, len(test.body))
			}
		})
	}
}

func plain(r io.Reader) (io.Reader, error) { return r, nil }
