// Package web serves the explorer at / and the playground at /playground, as web's build left them in dist. It knows
// nothing of the graph: the pages ask /graphql as any client does.
package web

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"path"
)

//go:embed all:dist
var dist embed.FS

// Page serves what was built into this program. Without a build / says how to make one.
func Page() http.Handler {
	files, err := fs.Sub(dist, "dist/page")
	if err != nil {
		panic(err) // the name is a valid one
	}
	return serve(files)
}

// A page may load scripts, styles, pictures and data from this server alone. The playground's editor sets styles in
// its markup.
const (
	policy           = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
	playgroundPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'"
)

func serve(files fs.FS) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		frames := "; frame-ancestors 'none'"
		if r.URL.Query().Has("embed") {
			frames = "; frame-ancestors *"
			w.Header().Del("X-Frame-Options")
		}
		servePage(w, r, files, "index.html", policy+frames)
	})
	mux.HandleFunc("GET /playground", func(w http.ResponseWriter, r *http.Request) {
		servePage(w, r, files, "playground/index.html", playgroundPolicy+"; frame-ancestors 'none'")
	})
	mux.HandleFunc("GET /assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		// Every asset's name holds a hash of what is in it.
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		serveFile(w, r, files, path.Join("assets", path.Base(r.PathValue("name"))))
	})
	return mux
}

func servePage(w http.ResponseWriter, r *http.Request, files fs.FS, name, policy string) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Cache-Control", "no-cache")
	if _, err := fs.Stat(files, name); errors.Is(err, fs.ErrNotExist) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(unbuilt))
		return
	}
	serveFile(w, r, files, name)
}

const unbuilt = `ngograph

This program was built without its page. With Node 20 or newer, "make run" builds and serves it.

/graphql   GraphQL, by GET or POST
/healthz   whether the process is alive
/readyz    whether it can answer queries
`

func serveFile(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	data, err := fs.ReadFile(files, name)
	if err != nil { // there is none, or it is a folder: what is embedded cannot fail otherwise
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	if kind := media[path.Ext(name)]; kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	_, _ = w.Write(data)
}

// media are the types of what the build makes, whatever the machine's own table says.
var media = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json", ".ttf": "font/ttf", ".woff2": "font/woff2", ".png": "image/png",
}
