package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// tooLong is what a peer may take for an answer.
const tooLong = 20 * time.Second

// engineBudget is what the rounds of one question may take, beyond three.
const engineBudget = 8 * time.Second

// engines compares network answers over HTTP with those of DuckDB and Ladybug in their own processes.
func engines(ctx context.Context, b *bench, r *report) error {
	sizes := []int{20_000, 1_000_000}
	if b.quick {
		sizes = sizes[:1]
	}
	python, err := b.python(ctx)
	if err != nil {
		return err
	}
	r.line("ngograph answers over HTTP from its memory view, and its JSON is decoded; DuckDB and Ladybug (2 threads each) answer in their own " +
		"process, and only that is timed. Every answer that is timed is compared: the same rows in the same order, numbers equal to 1e-9.")
	for _, size := range sizes {
		n, err := b.generated(ctx, size)
		if err == nil {
			err = b.enginesOn(ctx, r, python, n)
		}
		if err != nil {
			return fmt.Errorf("%d organisations: %w", size, err)
		}
	}
	return nil
}

// duel is what a question took on either side; the peer took too long where it has no times.
type duel struct{ own, peer times }

func (d duel) ratio() float64 { return ratio(d.peer.median(), d.own.median()) }

// enginesOn compares on one network.
func (b *bench) enginesOn(ctx context.Context, r *report, python string, n prepared) (err error) {
	s, err := b.serve(ctx, "--store", "sqlite:"+n.store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	var who asking
	duck, err := b.against(ctx, s, &who, n, python, "bench/peers/duckdb_peer.py")
	if err != nil {
		return err
	}
	lady, err := b.against(ctx, s, &who, n, python, "bench/peers/ladybug_peer.py")
	if err != nil { // what was compared with DuckDB stands
		r.line("**Ladybug did not finish:** " + err.Error())
	}
	r.line(fmt.Sprintf("**%s**, the largest hub with %d partners. DuckDB's tables hold %.2f GB.", n.name, who.Hubs[0].Partners, float64(who.Bytes)/1e9))
	r.table("question", "ngograph", "DuckDB", "ratio", "Ladybug", "ratio")
	for i, q := range networkQuestions(who) {
		row := []any{q.name, duck[i].own.median(), duck[i].peer.median(), duck[i].ratio()}
		switch {
		case i >= len(lady):
			row = append(row, "", "")
		case len(lady[i].peer) == 0:
			row = append(row, "> "+tooLong.String(), "")
		default:
			row = append(row, lady[i].peer.median(), lady[i].ratio())
		}
		r.row(row...)
		if q.asked > 0 {
			r.atLeast(fmt.Sprintf("%s against DuckDB, %s", q.name, n.name), duck[i].ratio(), q.asked)
		}
	}
	return nil
}

// against puts the questions to ngograph and a peer by turns. The first peer says who they are about.
func (b *bench) against(ctx context.Context, s *server, who *asking, n prepared, command ...string) (duels []duel, err error) {
	p, err := b.peer(ctx, command[0], command[1:]...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	_, loaded, err := p.do("load", map[string]any{
		"folder": n.tables, "themes": n.themes, "count": 200, "limit": tooLong.Seconds(),
	})
	if err != nil {
		return nil, err
	}
	if len(who.Ordinary) == 0 {
		if err := json.Unmarshal(loaded, who); err != nil {
			return nil, err
		}
	}
	for _, q := range networkQuestions(*who) {
		d, err := q.duel(ctx, s, p)
		if err != nil {
			return duels, fmt.Errorf("%s: %w", q.name, err)
		}
		duels = append(duels, d)
	}
	return duels, nil
}

// duel times one question and compares all answers.
func (q networkQuestion) duel(ctx context.Context, s *server, p *peer) (duel, error) {
	var d duel
	var err error
	var args map[string]any
	var own rows
	round := -1
	d.own, d.peer, err = paired(q.rounds, engineBudget, func() (time.Duration, error) {
		round++
		args = q.args(round)
		body := question(q.text, args)
		return clocked(func() error {
			answer, err := s.post(ctx, body, nil)
			if err != nil {
				return err
			}
			own, err = q.read(answer)
			return err
		})()
	}, func() (time.Duration, error) {
		took, result, err := p.do(q.op, args)
		if err != nil {
			return 0, err
		}
		var theirs rows
		if err := json.Unmarshal(result, &theirs); err != nil {
			return 0, err
		}
		return took, equalRows(own, theirs)
	})
	if err != nil && strings.HasSuffix(err.Error(), "too long") {
		return duel{}, nil
	}
	if err != nil {
		return d, fmt.Errorf("%v: %w", args, err)
	}
	return d, nil
}

// equalRows says where two answers differ.
func equalRows(own, theirs rows) error {
	if own.Total != theirs.Total || len(own.Rows) != len(theirs.Rows) {
		return fmt.Errorf("ngograph has %d rows of %d, the peer %d of %d", len(own.Rows), own.Total, len(theirs.Rows), theirs.Total)
	}
	for i := range own.Rows {
		if !equalRow(own.Rows[i], theirs.Rows[i]) {
			return fmt.Errorf("row %d is %v in ngograph and %v in the peer", i, own.Rows[i], theirs.Rows[i])
		}
	}
	return nil
}

func equalRow(own, theirs []any) bool {
	if len(own) != len(theirs) {
		return false
	}
	for i := range own {
		x, isNumber := own[i].(float64)
		y, alsoNumber := theirs[i].(float64)
		if isNumber != alsoNumber || isNumber && math.Abs(x-y) > 1e-9*max(math.Abs(x), math.Abs(y)) || !isNumber && own[i] != theirs[i] {
			return false
		}
	}
	return true
}
