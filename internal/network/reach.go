package network

import (
	"context"

	"ngograph/internal/kg"
)

// ask fetches root rows for what a computed hop wants of the records it reaches, with all below them, by their ids.
func (q *question) ask(ctx context.Context, edge string, h *kg.Hop, ids []string) (map[string]kg.Record, error) {
	records := map[string]kg.Record{}
	if len(ids) == 0 || !h.Items {
		return records, nil
	}
	page, err := q.fetch(ctx, &kg.Hop{
		Edge: kg.EdgeOf("", edge), IDs: ids, Items: true, Shapes: h.Shapes, Scope: h.Scope, On: h.On, Today: h.Today,
	})
	if err != nil {
		return nil, err
	}
	for _, item := range page.Items {
		if item.Record != nil {
			records[item.Record.RecordID()] = item.Record
		}
	}
	return records, nil
}

// named leads to the records that a field of each row names, in the field's order.
func named(ctx context.Context, q *question, h *kg.Hop, from []row) ([][]row, error) {
	field := kg.Describe(h.Edge.From).Field(h.Edge.Field)
	return q.each(ctx, kg.EdgeNodes, h, from, func(r kg.Record) (ids, wanted []string) {
		switch v := field.Of(r).Interface().(type) {
		case string:
			if v != "" {
				ids = []string{v}
			}
		case []string:
			ids = v
		}
		return ids, ids
	})
}

// steps leads from paths to their ties.
func steps(ctx context.Context, q *question, h *kg.Hop, from []row) ([][]row, error) {
	return q.each(ctx, kg.EdgeTies, h, from, func(r kg.Record) (ids, wanted []string) {
		stops := r.(*kg.Path).Stops
		for i, to := range stops[1:] {
			ids = append(ids, kg.CollaborationID(stops[i], to))
			wanted = append(wanted, min(stops[i], to), max(stops[i], to))
		}
		return ids, wanted
	})
}

// each asks the source once for what all rows lead to. of returns the ids of the records that one row leads to, in
// their order, and what EdgeNodes or EdgeTies is to be asked for them: an equal share of wanted for each id.
func (q *question) each(ctx context.Context, edge string, h *kg.Hop, from []row, of func(kg.Record) (ids, wanted []string)) ([][]row, error) {
	lists := make([][]string, len(from))
	asked := map[string]bool{}
	var all []string
	for i, r := range from {
		ids, wanted := of(r.Record)
		lists[i] = ids
		for j, id := range ids {
			if !asked[id] {
				asked[id] = true
				share := len(wanted) / len(ids)
				all = append(all, wanted[j*share:(j+1)*share]...)
			}
		}
	}
	records, err := q.ask(ctx, edge, h, all)
	if err != nil {
		return nil, err
	}
	rows := make([][]row, len(from))
	for i, ids := range lists {
		for _, id := range ids {
			rows[i] = append(rows[i], row{Record: records[id]})
		}
	}
	return rows, nil
}
