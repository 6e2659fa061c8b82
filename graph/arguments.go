package graph

import (
	"strconv"
	"strings"

	"ngograph/internal/kg"
)

// arguments reads a field's arguments into its hop. GraphQL has checked their types; what it cannot check is checked
// here or by kg.Graph.
func arguments(h *kg.Hop, args map[string]any) (err error) {
	h.First = number(args["first"])
	h.Cursor, _ = args["after"].(string)
	if where := object(args["where"]); where != nil {
		if h.Where, err = filter(h.Edge.Filtered(), where); err != nil {
			return err
		}
	}
	if by := object(args["orderBy"]); by != nil {
		h.Order = order(h.Edge, by)
	}
	if scope := object(args["scope"]); scope != nil {
		h.Scope = scopeOf(scope)
	}
	if on := args["on"]; on != nil {
		if h.On, err = UnmarshalDate(on); err != nil {
			return err
		}
	}
	if h.Edge.From == "" {
		rootArguments(h, args)
	}
	return nil
}

// rootArguments reads the arguments that only some root fields have.
func rootArguments(h *kg.Hop, args map[string]any) {
	switch h.Edge.Name {
	case "themes":
		if scheme, ok := args["scheme"].(string); ok {
			h.Where = kg.In("scheme", scheme)
		}
	case kg.EdgeSearch:
		h.Words = kg.Words(single(args["text"]))
		for _, k := range texts(args["kinds"]) {
			h.Kinds = append(h.Kinds, kg.Kind(k[:1]+strings.ToLower(k[1:])))
		}
	case kg.EdgeCollaboration:
		h.IDs = texts(args["between"])
	case kg.EdgePaths:
		h.IDs = append(texts(args["from"]), texts(args["to"])...)
		h.Degrees = number(args["maxDegrees"])
	case kg.EdgeNetwork:
		h.IDs, h.Degrees, h.Nodes = texts(args["around"]), number(args["degrees"]), number(args["maxNodes"])
	case kg.EdgeCrossTab:
		h.Rows, h.Columns = kg.Dimension(single(args["rows"])), kg.Dimension(single(args["columns"]))
	case kg.EdgeNewcomers:
		h.Since = number(args["since"])
	case kg.EdgeResponders:
		h.IDs, h.Needs, h.Place = texts(args["for"]), texts(args["needs"]), single(args["place"])
	case kg.EdgeIntroductions, kg.EdgeMatches:
		h.IDs = texts(args["for"])
	case kg.EdgeConsortium:
		h.IDs, h.Brief = texts(args["for"]), brief(object(args["brief"]))
	}
}

func brief(in map[string]any) *kg.Brief {
	return &kg.Brief{
		Themes: texts(in["themes"]), Countries: texts(in["countries"]), Types: texts(in["organisationTypes"]),
		Sizes: texts(in["sizes"]), Offers: texts(in["offers"]), Size: number(in["size"]),
	}
}

var sortFields = map[string]string{
	"NAME": "name", "TITLE": "title", "COUNTRY": "country", "UPDATED_AT": "updatedAt", "PROJECT_COUNT": "projectCount",
	"START": "start", "END": "end", "BUDGET": "budget", "PARTICIPANT_COUNT": "participantCount",
	"ORGANISATION_NAME": "organisation.name", "PROJECT_TITLE": "project.title", "PROJECT_START": "project.start",
	"CONTRIBUTION": "contribution", "ROLE": "role",
	"DEGREE": "degree", "STRENGTH": "strength", "BETWEENNESS": "betweenness", "CONSTRAINT": "constraint",
	"EFFECTIVE_SIZE": "effectiveSize", "EI_INDEX": "eiIndex", "COMMUNITY": "community",
	"WEIGHT": "weight", "RECENCY_WEIGHT": "recencyWeight", "FIRST": "first", "LAST": "last",
}

// order reads an order. It goes the way that the edge's own goes, if it does not say.
func order(e *kg.Edge, by map[string]any) kg.Order {
	field, _ := by["field"].(string)
	direction, given := by["direction"].(string)
	desc := direction == "DESC" || !given && e.Order.Desc
	return kg.Order{Field: sortFields[field], Desc: desc}
}

var facetFields = map[string]string{
	"COUNTRY": "country", "REGION": "region", "TYPE": "type", "SIZE": "size", "THEME": "themes",
	"LANGUAGE": "workingLanguages", "PROGRAMME": "programme", "YEAR": "year", "PARTICIPANTS_COMPLETE": "participantsComplete",
}

func facets(key string, args map[string]any) kg.FacetRequest {
	r := kg.FacetRequest{Key: key, First: number(args["first"])}
	for _, by := range texts(args["by"]) {
		r.Fields = append(r.Fields, facetFields[by])
	}
	return r
}

func scopeOf(in map[string]any) *kg.Scope {
	s := &kg.Scope{
		Themes: texts(in["themes"]), Areas: texts(in["areas"]), Countries: texts(in["countries"]), Regions: texts(in["regions"]),
		Programmes: texts(in["programmes"]), OrganisationTypes: texts(in["organisationTypes"]), Sizes: texts(in["sizes"]),
		Roles: texts(in["roles"]), Years: years(in["years"]),
		MaxParticipants: optionalNumber(in["maxParticipants"]), HalfLife: optionalNumber(in["halfLife"]),
	}
	if parties, ok := in["parties"].(string); ok {
		s.Parties = kg.Parties(parties)
	}
	if cross, ok := in["crossBorder"].(bool); ok {
		s.CrossBorder = &cross
	}
	for _, e := range texts(in["evidence"]) {
		s.Evidence = append(s.Evidence, kg.EvidenceKind(e))
	}
	return s
}

func years(v any) kg.Years {
	in := object(v)
	return kg.Years{From: optionalNumber(in["from"]), To: optionalNumber(in["to"])}
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// objects reads a list of input objects; GraphQL lets a single one stand for a list.
func objects(v any) []map[string]any {
	if one := object(v); one != nil {
		return []map[string]any{one}
	}
	list, _ := v.([]any)
	out := make([]map[string]any, 0, len(list))
	for _, item := range list {
		out = append(out, object(item))
	}
	return out
}

// texts reads a list of strings, ids or enum values; GraphQL lets a single one stand for a list. An id may be written
// as a number.
func texts(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			out = append(out, texts(item)...)
		}
	case string:
		out = []string{v}
	case int64:
		out = []string{strconv.FormatInt(v, 10)}
	}
	return out
}

// single reads one string, id or enum value; null, where none may be, is "".
func single(v any) string {
	list := texts(v)
	if len(list) != 1 {
		return ""
	}
	return list[0]
}

func optionalNumber(v any) *int {
	if v == nil {
		return nil
	}
	n := number(v)
	return &n
}

// number reads an Int; null, where none may be, is 0.
func number(v any) int {
	n, _ := v.(int64)
	return int(n)
}
