package neo4j

import (
	"slices"

	"ngograph/internal/kg"
)

// reasons decodes what an introduction rests on.
func reasons(r *kg.Introduction, props map[string]any) []kg.Reason {
	var list []kg.Reason
	if r.Basis == kg.OnTies {
		list = append(list, kg.Reason{Kind: kg.ReasonTrust, Value: r.Trust})
	}
	parts, _ := props["parts"].([]any)
	for i, kind := range []kg.ReasonKind{kg.ReasonThemes, kg.ReasonLanguage, kg.ReasonNeeds, kg.ReasonPlace} {
		part, _ := parts[i].([]any)
		value, ok := part[0].(float64)
		if !ok {
			continue
		}
		reason := kg.Reason{Kind: kind, Value: value}
		shared, _ := part[1].([]any)
		for _, v := range shared {
			id, _ := v.(string)
			reason.Shared = append(reason.Shared, id)
		}
		slices.Sort(reason.Shared)
		list = append(list, reason)
	}
	return list
}
