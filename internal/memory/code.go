package memory

import "ngograph/internal/kg"

// Days, roles, types and sizes as small numbers, 0 for what is unknown.

// dayOf returns a date as the number YYYYMMDD: numbers compare as the dates do.
func dayOf(d kg.Date) int32 {
	if len(d) != len("2006-01-02") {
		return 0
	}
	n := int32(0)
	for i := range len(d) {
		if i != 4 && i != 7 {
			n = n*10 + int32(d[i]-'0')
		}
	}
	return n
}

// dateOf is the inverse of dayOf.
func dateOf(day int32) kg.Date {
	if day == 0 {
		return ""
	}
	text := [...]byte{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0'}
	for _, i := range [...]int{9, 8, 6, 5, 3, 2, 1, 0} {
		text[i] += byte(day % 10)
		day /= 10
	}
	return kg.Date(text[:])
}

// span is a kg.Period of days.
type span struct{ from, to int32 }

func spanOf(start, end kg.Date) span {
	p := kg.PeriodOf(start, end)
	return span{dayOf(p.From), dayOf(p.To)}
}

// holds is kg.Period.Holds.
func (s span) holds(from, to int32) bool {
	if s.from == 0 {
		return to == 0
	}
	return (from == 0 || from <= s.to) && (to == 0 || to >= s.from)
}

// roles is in alphabetical order, so that codes order as the roles do.
var roles = [...]kg.Role{"ASSOCIATED", "DONOR_PARTNER", "FUNDER", "LEAD", "PARTNER", "THIRD_PARTY"}

func roleCode(r kg.Role) uint8 {
	for i, known := range roles {
		if r == known {
			return uint8(i)
		}
	}
	return uint8(len(roles))
}

func roleOf(code uint8) kg.Role {
	if int(code) < len(roles) {
		return roles[code]
	}
	return ""
}

func typeCode(t kg.OrganisationType) uint8 {
	switch t {
	case "NGO":
		return 1
	case "NETWORK":
		return 2
	case "PUBLIC_BODY":
		return 3
	case "UNIVERSITY":
		return 4
	case "RESEARCH":
		return 5
	case "COMPANY":
		return 6
	case "SOCIAL_ENTERPRISE":
		return 7
	case "OTHER":
		return 8
	}
	return 0
}

func sizeCode(s kg.SizeBand) uint8 {
	switch s {
	case "MICRO":
		return 1
	case "SMALL":
		return 2
	case "MEDIUM":
		return 3
	case "LARGE":
		return 4
	}
	return 0
}
