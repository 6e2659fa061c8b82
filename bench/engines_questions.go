package main

import (
	"encoding/json"
	"errors"
)

// A networkQuestion is put to ngograph as GraphQL and to a peer as the op of that name, with the same arguments.
type networkQuestion struct {
	name, op, text string
	asked          float64 // of DuckDB's time over ngograph's; 0 if nothing was asked
	rounds         int
	args           func(round int) map[string]any
	read           func(answer []byte) (rows, error)
}

// rows is an answer in the form in which peers give it.
type rows struct {
	Total int
	Rows  [][]any
}

// asking is who the questions of a network are about.
type asking struct {
	Ordinary []string // of 2 to 6 projects, with ties
	Hubs     []struct {
		ID       string
		Partners int
	} // most partners first
	Bytes int64
}

func (a asking) ordinary(round int) string { return a.Ordinary[round%len(a.Ordinary)] }

// networkQuestions are the questions to time. An organisation is asked about once, but for the largest hub's introductions,
// so that nothing is answered from what an earlier answer left.
func networkQuestions(a asking) []networkQuestion {
	themes := []string{"environment", "social-inclusion", "economy", "human-rights", "democracy"}
	nine := []string{
		"country:DE", "country:DK", "country:EE", "country:FI", "country:LT", "country:LV", "country:NO", "country:PL", "country:SE",
	}
	introductions := networkQuestion{
		op: "introductions", read: readIntroductions,
		text: `query($of:ID!,$first:Int!){introductions(for:$of,first:$first){totalCount nodes{candidate{id} score trust fit brokerCount}}}`,
	}
	ordinary, hub := introductions, introductions
	ordinary.name, ordinary.asked, ordinary.rounds = "introductions, ordinary", 50, 40
	ordinary.args = func(round int) map[string]any { return map[string]any{"of": a.ordinary(round), "first": 10} }
	hub.name, hub.asked, hub.rounds = "introductions, largest hub", 3, 9
	hub.args = func(int) map[string]any { return map[string]any{"of": a.Hubs[0].ID, "first": 10} }
	matrix := networkQuestion{
		name: "country matrix", op: "matrix", asked: 10, rounds: 9, read: readMatrix,
		text: `{crossTab(rows:COUNTRY,columns:COUNTRY){cells{row column projects weight}}}`,
		args: func(int) map[string]any { return map[string]any{"kept": false} },
	}
	runs := matrix
	runs.name, runs.asked = "the same from counts of each project's countries, kept", 0
	runs.args = func(int) map[string]any { return map[string]any{"kept": true} }
	ego := networkQuestion{
		op: "ego", read: readEgo,
		text: `query($of:ID!){network(around:$of,maxNodes:5000){totalLinks links{source target weight projectCount}}}`,
	}
	shown := 0 // the first hub of which the whole network is shown
	for a.Hubs[shown].Partners >= 5000 {
		shown++
	}
	egos, large := ego, ego
	egos.name, egos.rounds = "ego network, ordinary", 30
	egos.args = func(round int) map[string]any { return map[string]any{"of": a.ordinary(round)} }
	large.name, large.rounds = "ego network, largest hubs", 4
	large.args = func(round int) map[string]any { return map[string]any{"of": a.Hubs[shown+round].ID} }
	return []networkQuestion{
		{
			name: "pairs of a theme in nine countries", op: "pairs", asked: 3, rounds: 14, read: readPairs,
			text: `query($theme:ID!,$countries:[ID!]!,$first:Int!){collaborations(scope:{themes:[$theme],countries:$countries},first:$first)` +
				`{totalCount nodes{between{id} weight projectCount}}}`,
			args: func(round int) map[string]any {
				return map[string]any{"theme": "theme:" + themes[round%len(themes)], "countries": nine, "first": 20}
			},
		},
		matrix, runs, ordinary, hub,
		{
			name: "shortest path", op: "paths", rounds: 30, read: readPaths,
			text: `query($of:ID!,$to:ID!,$degrees:Int!){paths(from:$of,to:$to,maxDegrees:$degrees,first:1){length cost organisations{id}}}`,
			args: func(round int) map[string]any {
				return map[string]any{"of": a.ordinary(2 * round), "to": a.ordinary(2*round + 1), "degrees": 6}
			},
		},
		egos, large,
	}
}

type named struct{ ID string }

// decoded is the data of an answer; it fails on errors but for NOT_CONNECTED, which is an answer without paths.
func decoded[T any](answer []byte) (data T, err error) {
	var whole struct {
		Data   T
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(answer, &whole); err != nil {
		return data, err
	}
	if len(whole.Errors) > 0 && whole.Errors[0].Extensions.Code != "NOT_CONNECTED" {
		return data, errors.New(whole.Errors[0].Message)
	}
	return whole.Data, nil
}

func readPairs(answer []byte) (rows, error) {
	d, err := decoded[struct {
		Collaborations struct {
			TotalCount int
			Nodes      []struct {
				Between      []named
				Weight       float64
				ProjectCount float64
			}
		}
	}](answer)
	list := rows{Total: d.Collaborations.TotalCount}
	for _, n := range d.Collaborations.Nodes {
		list.Rows = append(list.Rows, []any{n.Between[0].ID, n.Between[1].ID, n.Weight, n.ProjectCount})
	}
	return list, err
}

func readMatrix(answer []byte) (rows, error) {
	d, err := decoded[struct {
		CrossTab struct {
			Cells []struct {
				Row, Column      string
				Projects, Weight float64
			}
		}
	}](answer)
	list := rows{Total: len(d.CrossTab.Cells)}
	for _, c := range d.CrossTab.Cells {
		list.Rows = append(list.Rows, []any{c.Row, c.Column, c.Projects, c.Weight})
	}
	return list, err
}

func readIntroductions(answer []byte) (rows, error) {
	d, err := decoded[struct {
		Introductions struct {
			TotalCount int
			Nodes      []struct {
				Candidate                      named
				Score, Trust, Fit, BrokerCount float64
			}
		}
	}](answer)
	list := rows{Total: d.Introductions.TotalCount}
	for _, n := range d.Introductions.Nodes {
		list.Rows = append(list.Rows, []any{n.Candidate.ID, n.Score, n.Trust, n.Fit, n.BrokerCount})
	}
	return list, err
}

func readPaths(answer []byte) (rows, error) {
	d, err := decoded[struct {
		Paths []struct {
			Length, Cost  float64
			Organisations []named
		}
	}](answer)
	list := rows{Total: len(d.Paths)}
	for _, p := range d.Paths {
		row := []any{p.Length, p.Cost}
		for _, o := range p.Organisations {
			row = append(row, o.ID)
		}
		list.Rows = append(list.Rows, row)
	}
	return list, err
}

func readEgo(answer []byte) (rows, error) {
	d, err := decoded[struct {
		Network struct {
			TotalLinks int
			Links      []struct {
				Source, Target       string
				Weight, ProjectCount float64
			}
		}
	}](answer)
	list := rows{Total: d.Network.TotalLinks}
	for _, l := range d.Network.Links {
		list.Rows = append(list.Rows, []any{l.Source, l.Target, l.Weight, l.ProjectCount})
	}
	return list, err
}
