package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Two schemas say the same in different shapes: @neo4j/graphql has lists where there can be one, and edges with nodes and
// properties where ngograph has records with an end. plain makes both the same: what only holds something else vanishes,
// and one record is a list of one.

// holders are the fields that only hold something else.
var holders = []string{"node", "properties", "project", "organisation", "aggregate"}

// plain returns an answer in the form that is compared.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		list := []any{}
		for _, x := range v {
			switch x := plain(x).(type) {
			case []any:
				list = append(list, x...)
			default:
				list = append(list, x)
			}
		}
		return list
	case map[string]any:
		return record(v)
	}
	return v
}

func record(fields map[string]any) any {
	out := map[string]any{}
	for name, v := range fields {
		if name == "edges" {
			name = "nodes"
		}
		v = plain(v)
		if held, ok := v.([]any); ok && slices.Contains(holders, name) && len(held) == 1 {
			maps.Copy(out, held[0].(map[string]any))
			continue
		}
		if v == nil {
			v = []any{}
		}
		out[name] = v
	}
	if list, ok := out["nodes"]; ok && len(out) == 1 {
		return list
	}
	return []any{out}
}

// alike fails if two answers do not say the same. Without an order, lists are compared as sets.
func alike(ours, theirs json.RawMessage, ordered bool, theirForm func(any) any) error {
	var forms [2][]byte
	for i, answer := range []json.RawMessage{ours, theirs} {
		var v any
		if err := json.Unmarshal(answer, &v); err != nil {
			return err
		}
		v = plain(v)
		if i == 1 && theirForm != nil {
			v = theirForm(v)
		}
		if !ordered {
			v = sorted(v)
		}
		if list, ok := v.([]any); ok && len(list) == 1 {
			v = list[0]
		}
		form, err := json.Marshal(v)
		if err != nil {
			return err
		}
		forms[i] = form
	}
	if bytes.Equal(forms[0], forms[1]) {
		return nil
	}
	at := 0
	for at < min(len(forms[0]), len(forms[1])) && forms[0][at] == forms[1][at] {
		at++
	}
	around := func(form []byte) []byte { return form[max(at-100, 0):min(at+200, len(form))] }
	return fmt.Errorf("the answers differ:\n…%s…\n…%s…", around(forms[0]), around(forms[1]))
}

// sorted puts the lists in an answer in order.
func sorted(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = sorted(v[i])
		}
		slices.SortFunc(v, func(a, b any) int {
			x, _ := json.Marshal(a)
			y, _ := json.Marshal(b)
			return bytes.Compare(x, y)
		})
	case map[string]any:
		for name := range v {
			v[name] = sorted(v[name])
		}
	}
	return v
}

// mostFrequent makes the facet of the counts in every country: those with any, the most frequent first.
func mostFrequent(v any) any {
	type count struct {
		Count float64 `json:"count"`
		Value string  `json:"value"`
	}
	var counts []count
	for _, v := range v.([]any)[0].(map[string]any)["countries"].([]any) {
		country := v.(map[string]any)
		n, _ := country["organisations"].([]any)[0].(map[string]any)["count"].(float64)
		if n > 0 {
			counts = append(counts, count{n, country["value"].(string)})
		}
	}
	slices.SortFunc(counts, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return map[string]any{"organisations": []any{map[string]any{
		"facets": []any{map[string]any{"values": counts[:min(len(counts), 20)]}},
	}}}
}
