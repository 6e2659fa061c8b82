package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// compression shows what gzip and zstd save and cost, and from how fast a line on they no longer pay.
func compression(ctx context.Context, b *bench, r *report) (err error) {
	file, err := b.store(ctx, 20_000)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, "--store", "sqlite:"+file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	r.line("An encoding pays on a line slower than the bytes that it saves over the time that it adds on the server. The client here reads the bytes as they come, and " +
		"unpacks nothing.")
	r.table("answer", "bytes", "time", "gzip", "time", "pays below", "zstd", "time", "pays below")
	for _, q := range []struct{ name, text string }{
		{"50 organisations", `{organisations(first:50){nodes{id name type country{code name} projectCount sources{title}}}}`},
		{"500 ties", `{collaborations(first:500){nodes{between{id name} weight projectCount}}}`},
		{"country matrix", `{crossTab(rows:COUNTRY,columns:COUNTRY){cells{row column projects weight}}}`},
	} {
		if _, err := s.ask(ctx, q.text, nil); err != nil {
			return err
		}
		plain, gzip, zstd, err := s.encodings(ctx, question(q.text, nil))
		if err != nil {
			return err
		}
		row := []any{q.name, plain.bytes, plain.took.median()}
		for _, e := range []encoded{gzip, zstd} {
			row = append(row, fmt.Sprintf("%.0f %%", 100*float64(e.bytes)/float64(plain.bytes)), e.took.median(), below(plain, e))
		}
		r.row(row...)
	}
	return nil
}

// encoded is an answer's size on the line and how long it took.
type encoded struct {
	bytes int
	took  times
}

// encodings asks a question in each encoding in turn.
func (s *server) encodings(ctx context.Context, body []byte) (plain, gzip, zstd encoded, err error) {
	for begun := time.Now(); len(plain.took) < 200 && time.Since(begun) < 9*time.Second; {
		for encoding, e := range map[string]*encoded{"identity": &plain, "gzip": &gzip, "zstd": &zstd} {
			start := time.Now()
			answer, err := s.post(ctx, body, http.Header{"Accept-Encoding": {encoding}})
			if err != nil {
				return plain, gzip, zstd, err
			}
			e.bytes, e.took = len(answer), append(e.took, time.Since(start))
		}
	}
	for _, e := range []encoded{plain, gzip, zstd} {
		slices.Sort(e.took)
	}
	return plain, gzip, zstd, nil
}

// below is the speed of a line under which an encoding saves time.
func below(plain, e encoded) string {
	longer := e.took.median() - plain.took.median()
	if longer <= 0 {
		return "any speed"
	}
	return fmt.Sprintf("%.0f Mbit/s", float64(plain.bytes-e.bytes)*8/1e6/longer.Seconds())
}
