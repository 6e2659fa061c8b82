package kgtest

import (
	"slices"

	"ngograph/internal/kg"
)

// reached returns the rows to which a hop's edge leads, in no order, but those of EdgeNodes in that of the ids.
func (o *Oracle) reached(h *kg.Hop, from row) []row {
	switch h.Edge.From {
	case "":
		return o.fromRoot(h)
	case kg.KindCollaboration:
		return rowsOf(from.tie.along(o, h.Edge.Name))
	case kg.KindFunding, kg.KindNewcomer, kg.KindResponder, kg.KindMatch, kg.KindConsortium, kg.KindMember:
		return o.fromHelp(h, from.record)
	case kg.KindIntroduction, kg.KindBroker, kg.KindPath, kg.KindPosition, kg.KindNetwork, kg.KindNetworkNode:
		return o.belowAnswer(h, from)
	}
	switch {
	case h.Edge.Name == kg.EdgeFunding:
		return rowsOf([]kg.Record{o.funding(from.record.(*kg.Organisation), h.Scope)})
	case h.Edge.Name == kg.EdgeCollaborations:
		return rowsOfTies(o.ties(h.Scope, h.Today, from.record.RecordID()))
	case h.Edge.Name == kg.EdgePosition:
		g := o.web(h.Scope, h.Today)
		return []row{{record: o.position(g, g.wholeScope(), from.record.RecordID())}}
	case h.Edge.From == kg.KindArea && h.Edge.Name == kg.EdgeMembers:
		return rowsOf(o.areaMembers(from.record.RecordID(), h.On))
	case h.Edge.From == kg.KindCountry && h.Edge.Name == kg.EdgeAreas:
		return rowsOf(o.areasOf(from.record.RecordID(), h.On))
	}
	return rowsOf(o.along(h.Edge, from.record))
}

func (o *Oracle) fromRoot(h *kg.Hop) []row {
	switch h.Edge.Name {
	case kg.EdgeNodes:
		return o.nodes(h)
	case kg.EdgeSearch:
		return o.search(h)
	case kg.EdgeCollaborations:
		return rowsOfTies(o.ties(h.Scope, h.Today, ""))
	case kg.EdgeCollaboration:
		return rowsOfTies(o.tieOf(h.IDs[0], h.IDs[1], h.Scope, h.Today))
	case kg.EdgeCrossTab:
		return rowsOf([]kg.Record{o.crossTab(h)})
	case kg.EdgeNewcomers:
		return rowsOf(o.newcomers(h))
	case kg.EdgeResponders:
		return rowsOf(o.responders(h))
	case kg.EdgeMatches:
		return rowsOf(o.matchesOf(h))
	case kg.EdgeConsortium:
		return rowsOf([]kg.Record{o.consortium(h)})
	case kg.EdgeTies:
		return o.tiesOf(h.IDs, h.Scope, h.Today)
	case kg.EdgeIntroductions:
		return rowsOf(o.introductions(h))
	case kg.EdgePaths:
		return o.paths(h)
	case kg.EdgeBrokers:
		return o.brokers(h.Scope, h.Today)
	case kg.EdgeNetwork:
		return []row{o.network(h)}
	}
	if !isStored(h.Edge.To[0]) {
		panic("kgtest: nothing says what " + h.Edge.Name + " leads to")
	}
	return rowsOf(o.ofKind(h.Edge.To[0]))
}

func (o *Oracle) ofKind(k kg.Kind) []kg.Record {
	var list []kg.Record
	for _, r := range o.records {
		if r.Kind() == k {
			list = append(list, r)
		}
	}
	return list
}

// nodes looks each id up, as a record that has ids of its own or as a tie under the zero scope.
func (o *Oracle) nodes(h *kg.Hop) []row {
	var rows []row
	for _, id := range h.IDs {
		var found row
		if r := o.byID[id]; r != nil && slices.Contains(kg.NodeKinds(), r.Kind()) {
			found.record = r
		}
		for _, t := range o.ties(&kg.Scope{}, h.Today, "") {
			if t.record.RecordID() == id {
				found = row{record: t.record, tie: t}
			}
		}
		rows = append(rows, found)
	}
	return rows
}

func (o *Oracle) search(h *kg.Hop) []row {
	kinds := h.Kinds
	if len(kinds) == 0 {
		kinds = kg.SearchedKinds()
	}
	var rows []row
	for _, r := range o.records {
		ix, searched := kg.Index(r)
		if !searched || !slices.Contains(kinds, r.Kind()) || !ix.Matches(h.Words) {
			continue
		}
		popularity := 0
		switch r := r.(type) {
		case *kg.Organisation:
			popularity = r.Projects
		case *kg.Project:
			popularity = r.Participants
		}
		match := o.rules.rank(ix, h.Words)
		rows = append(rows, row{record: r, match: match, sort: kg.SearchSort(match, popularity)})
	}
	return rows
}

func rowsOf[R kg.Record](list []R) []row {
	var rows []row
	for _, r := range list {
		rows = append(rows, row{record: r})
	}
	return rows
}

func rowsOfTies(list []*tie) []row {
	var rows []row
	for _, t := range list {
		rows = append(rows, row{record: t.record, tie: t})
	}
	return rows
}

// along returns the distinct records to which an edge leads that needs no more than the record itself.
func (o *Oracle) along(e *kg.Edge, from kg.Record) []kg.Record {
	// The records whose reference to any of these counts as one to from.
	targets := []string{from.RecordID()}
	if e.Deep {
		targets = o.below(from)
	}
	if e.Field == "" && e.Back == "" {
		panic("kgtest: nothing says where " + e.Name + " leads")
	}
	var list []kg.Record
	for _, r := range o.records {
		if !slices.Contains(e.To, r.Kind()) {
			continue
		}
		forward := e.Field != "" && holds(from, e.Field, r.RecordID())
		backField := e.Back
		if e.Symmetric {
			backField = e.Field
		}
		backward := backField != "" && slices.ContainsFunc(targets, func(id string) bool { return holds(r, backField, id) })
		if (forward || backward) && o.matches(r, &e.Where) {
			list = append(list, r)
		}
	}
	return list
}

// holds reports whether a record's field is, or lists, an id.
func holds(r kg.Record, field, id string) bool {
	switch v := value(r, field).(type) {
	case string:
		return v == id
	case []string:
		return slices.Contains(v, id)
	}
	return false
}

// below returns the ids of a theme and all that reach it, or of a region and all within it.
func (o *Oracle) below(r kg.Record) []string {
	var ids []string
	for _, other := range o.ofKind(r.Kind()) {
		var above []string
		switch r.Kind() {
		case kg.KindTheme:
			above = o.themesAbove(other.RecordID())
		case kg.KindRegion:
			above = o.regionsAbove(other.RecordID())
		}
		if slices.Contains(above, r.RecordID()) {
			ids = append(ids, other.RecordID())
		}
	}
	return ids
}

// themesAbove returns a theme and all themes that it reaches by broader and matches.
func (o *Oracle) themesAbove(id string) []string {
	above := []string{id}
	for i := 0; i < len(above); i++ { // above grows
		t, ok := o.byID[above[i]].(*kg.Theme)
		if !ok {
			continue
		}
		next := slices.Clone(t.MatchIDs)
		if o.rules.climbs {
			next = append(next, t.BroaderIDs...)
		}
		for _, n := range next {
			if !slices.Contains(above, n) {
				above = append(above, n)
			}
		}
	}
	return above
}

// regionsAbove returns a region and all regions around it; none for no region.
func (o *Oracle) regionsAbove(id string) []string {
	var above []string
	for id != "" && !slices.Contains(above, id) {
		above = append(above, id)
		id = o.byID[id].(*kg.Region).ParentID
	}
	return above
}

func on(day kg.Date, m *kg.AreaMember) bool {
	return (m.From == "" || m.From <= day) && (m.To == "" || m.To >= day)
}

func (o *Oracle) areaMembers(area string, day kg.Date) []kg.Record {
	var list []kg.Record
	for _, m := range o.areaMemberships {
		if r := o.byID[m.MemberID]; m.AreaID == area && on(day, m) && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}

func (o *Oracle) areasOf(country string, day kg.Date) []kg.Record {
	var list []kg.Record
	for _, m := range o.areaMemberships {
		if r := o.byID[m.AreaID]; m.MemberID == country && on(day, m) && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}
