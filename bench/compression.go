package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
		body := question(q.text, nil)
		row := []any{q.name}
		var plain encoded
		for _, encoding := range []string{"identity", "gzip", "zstd"} {
			e, err := s.encoded(ctx, body, encoding)
			if err != nil {
				return err
			}
			if encoding == "identity" {
				plain = e
				row = append(row, e.bytes, e.took)
				continue
			}
			row = append(row, fmt.Sprintf("%.0f %%", 100*float64(e.bytes)/float64(plain.bytes)), e.took, below(plain, e))
		}
		r.row(row...)
	}
	return nil
}

// encoded is an answer's size on the line and its median time.
type encoded struct {
	bytes int
	took  time.Duration
}

func (s *server) encoded(ctx context.Context, body []byte, encoding string) (encoded, error) {
	var e encoded
	ask := clocked(func() error {
		answer, err := s.post(ctx, body, http.Header{"Accept-Encoding": {encoding}})
		e.bytes = len(answer)
		return err
	})
	took, _, err := paired(200, 3*time.Second, ask, ask)
	if err != nil {
		return e, err
	}
	e.took = took.median()
	return e, nil
}

// below is the speed of a line under which an encoding saves time.
func below(plain, e encoded) string {
	if e.took <= plain.took {
		return "any speed"
	}
	return fmt.Sprintf("%.0f Mbit/s", float64(plain.bytes-e.bytes)*8/1e6/(e.took-plain.took).Seconds())
}
