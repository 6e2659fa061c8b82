package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, files fs.FS, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	w.Header().Set("X-Frame-Options", "DENY")
	serve(files).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	return w
}

func TestPages(t *testing.T) {
	built := fstest.MapFS{
		"index.html":            {Data: []byte("explorer")},
		"playground/index.html": {Data: []byte("playground")},
		"assets/a-1.js":         {Data: []byte("script")},
		"secret":                {Data: []byte("secret")},
	}
	for _, test := range []struct {
		target        string
		status        int
		body          string
		media, frames string
		cache         string
	}{
		{"/", http.StatusOK, "explorer", "text/html; charset=utf-8", "'none'", "no-cache"},
		{"/?view=ties", http.StatusOK, "explorer", "text/html; charset=utf-8", "'none'", "no-cache"},
		{"/?embed", http.StatusOK, "explorer", "text/html; charset=utf-8", "*", "no-cache"},
		{"/playground?embed", http.StatusOK, "playground", "text/html; charset=utf-8", "'none'", "no-cache"},
		{"/assets/a-1.js", http.StatusOK, "script", "text/javascript; charset=utf-8", "", "public, max-age=31536000, immutable"},
		{"/assets/b-2.js", http.StatusNotFound, "404 page not found\n", "text/plain; charset=utf-8", "", "no-store"},
		{"/assets/", http.StatusNotFound, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
		{"/assets/%2e%2e/secret", http.StatusNotFound, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
		{"/secret", http.StatusNotFound, "404 page not found\n", "text/plain; charset=utf-8", "", ""},
	} {
		t.Run(test.target, func(t *testing.T) {
			w := get(t, built, test.target)
			if w.Code != test.status || w.Body.String() != test.body {
				t.Errorf("GET = %d %q, want %d %q", w.Code, w.Body, test.status, test.body)
			}
			if got := w.Header().Get("Content-Type"); got != test.media {
				t.Errorf("Content-Type = %q, want %q", got, test.media)
			}
			if got := w.Header().Get("Cache-Control"); got != test.cache {
				t.Errorf("Cache-Control = %q, want %q", got, test.cache)
			}
			_, frames, _ := strings.Cut(w.Header().Get("Content-Security-Policy"), "frame-ancestors ")
			if frames != test.frames {
				t.Errorf("frame-ancestors %q, want %q", frames, test.frames)
			}
			if denied := w.Header().Get("X-Frame-Options") != ""; denied == (test.frames == "*") {
				t.Errorf("X-Frame-Options is set: %t", denied)
			}
		})
	}
}

func TestWithoutABuildThePageSaysHowToMakeOne(t *testing.T) {
	for _, target := range []string{"/", "/playground"} {
		w := get(t, fstest.MapFS{}, target)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "make run") {
			t.Errorf("GET %s = %d %q, want 200 and how to build the page", target, w.Code, w.Body)
		}
	}
}
