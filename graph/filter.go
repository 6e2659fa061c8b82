package graph

import (
	"slices"

	"ngograph/internal/kg"
)

// condition reads one field of a filter input. An explicit null is no condition and never gets here.
type condition func(v any) (kg.Filter, error)

// conditions says what each field of each filter input means, by the kind that it filters.
func conditions(kind kg.Kind) map[string]condition {
	switch kind {
	case kg.KindOrganisation:
		return map[string]condition{
			"ids": in("id"), "identifiers": identifiers, "text": words, "types": in("type"), "sizes": in("size"),
			"countries": in("country"), "regions": within, "areas": within, "themes": under, "languages": in("workingLanguages"),
			"offers": along("offers", in("kind")), "needs": along("needs", in("kind")), "memberOf": along("memberOf", in("network")),
			"projects":     along("participations", along("project", nested(kg.KindProject))),
			"projectCount": intRange("projectCount"), "acceptsIntroductions": is("acceptsIntroductions"),
		}
	case kg.KindProject:
		byPlace := func(c condition) condition { return along("participations", along("organisation", c)) }
		return map[string]condition{
			"ids": in("id"), "identifiers": identifiers, "text": words, "themes": under, "programmes": in("programme"),
			"countries": byPlace(in("country")), "regions": byPlace(within), "areas": byPlace(within),
			"participants":  along("participations", in("organisation")),
			"organisations": byPlace(nested(kg.KindOrganisation)),
			"years":         during, "start": dateRange("start"), "end": dateRange("end"), "budget": decimalRange("budget"),
			"participantCount": intRange("participantCount"), "participantsComplete": is("participantsComplete"),
		}
	case kg.KindParticipation:
		return map[string]condition{
			"roles": in("role"), "organisation": along("organisation", nested(kg.KindOrganisation)),
			"project": along("project", nested(kg.KindProject)), "contribution": decimalRange("contribution"),
		}
	case kg.KindResource:
		return map[string]condition{"kinds": in("kind"), "themes": under, "availableOn": availableOn}
	case kg.KindPractice:
		return map[string]condition{
			"ids": in("id"), "text": words, "themes": under, "sharedBy": in("sharedBy"), "projects": in("project"),
		}
	}
	return nil
}

// filter reads a filter input for records of a kind: all that it says must hold.
func filter(kind kg.Kind, input map[string]any) (kg.Filter, error) {
	var all []kg.Filter
	names := make([]string, 0, len(input))
	for name, v := range input {
		if v != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names) // equal filters give equal hops
	known := conditions(kind)
	for _, name := range names {
		f, err := one(kind, known, name, input[name])
		if err != nil {
			return kg.Filter{}, err
		}
		all = append(all, f)
	}
	return kg.And(all...), nil
}

func one(kind kg.Kind, known map[string]condition, name string, v any) (kg.Filter, error) {
	switch name {
	case "not":
		f, err := filter(kind, object(v))
		return kg.Not(f), err
	case "and", "or":
		var fs []kg.Filter
		for _, input := range objects(v) {
			f, err := filter(kind, input)
			if err != nil {
				return f, err
			}
			fs = append(fs, f)
		}
		if name == "or" {
			return kg.Or(fs...), nil
		}
		return kg.And(fs...), nil
	}
	read, ok := known[name]
	if !ok {
		return kg.Filter{}, kg.Errorf(kg.Internal, "the filter %s of %s is not planned", name, kind)
	}
	return read(v)
}

func in(field string) condition {
	return func(v any) (kg.Filter, error) { return kg.In(field, texts(v)...), nil }
}

func is(field string) condition {
	return func(v any) (kg.Filter, error) {
		if v == true {
			return kg.In(field, "true"), nil
		}
		return kg.In(field, "false"), nil
	}
}

func identifiers(v any) (kg.Filter, error) {
	f := kg.In("identifiers")
	for _, input := range objects(v) {
		scheme, _ := input["scheme"].(string)
		value, _ := input["value"].(string)
		f.Values = append(f.Values, kg.Identifier{Scheme: scheme, Value: value}.String())
	}
	return f, nil
}

func words(v any) (kg.Filter, error) {
	text, _ := v.(string)
	return kg.Filter{Op: kg.OpText, Values: kg.Words(text)}, nil
}

func within(v any) (kg.Filter, error) {
	return kg.Filter{Op: kg.OpWithin, Values: texts(v)}, nil
}

func under(v any) (kg.Filter, error) {
	return kg.Filter{Op: kg.OpUnder, Field: "themes", Values: texts(v)}, nil
}

func along(edge string, c condition) condition {
	return func(v any) (kg.Filter, error) {
		f, err := c(v)
		return kg.Any(edge, f), err
	}
}

func nested(kind kg.Kind) condition {
	return func(v any) (kg.Filter, error) { return filter(kind, object(v)) }
}

func intRange(field string) condition {
	return func(v any) (kg.Filter, error) {
		return between(field, object(v), func(v any) (any, error) { return int64(number(v)), nil })
	}
}

func decimalRange(field string) condition {
	return func(v any) (kg.Filter, error) {
		return between(field, object(v), func(v any) (any, error) {
			text, ok := v.(string)
			if !ok {
				return nil, kg.Errorf(kg.Invalid, "%v is not a decimal amount: write it as a string", v)
			}
			return kg.ParseCents(text)
		})
	}
}

func dateRange(field string) condition {
	return func(v any) (kg.Filter, error) {
		input := object(v)
		return between(field, map[string]any{"min": input["from"], "max": input["to"]}, func(v any) (any, error) {
			d, err := UnmarshalDate(v)
			return string(d), err
		})
	}
}

// between reads a range; without a bound it asks for nothing.
func between(field string, input map[string]any, read func(any) (any, error)) (f kg.Filter, err error) {
	if input["min"] == nil && input["max"] == nil {
		return kg.Filter{}, nil
	}
	f = kg.Filter{Op: kg.OpRange, Field: field}
	if v := input["min"]; v != nil {
		if f.Min, err = read(v); err != nil {
			return f, err
		}
	}
	if v := input["max"]; v != nil {
		f.Max, err = read(v)
	}
	return f, err
}

func during(v any) (kg.Filter, error) {
	y := years(v)
	if !y.Known() {
		return kg.Filter{}, nil
	}
	if err := y.Validate(); err != nil {
		return kg.Filter{}, err
	}
	from, to := y.Dates()
	return kg.Filter{Op: kg.OpDuring, Min: string(from), Max: string(to)}, nil
}

func availableOn(v any) (kg.Filter, error) {
	d, err := UnmarshalDate(v)
	if err != nil {
		return kg.Filter{}, err
	}
	begun := kg.Filter{Op: kg.OpRange, Field: "availableFrom", Max: string(d)}
	lasts := kg.Filter{Op: kg.OpRange, Field: "availableTo", Min: string(d)}
	return kg.And(
		kg.Or(kg.Not(kg.Known("availableFrom")), begun),
		kg.Or(kg.Not(kg.Known("availableTo")), lasts),
	), nil
}
