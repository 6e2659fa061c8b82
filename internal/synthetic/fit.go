package synthetic

import (
	"math"

	"ngograph/internal/kg"
)

// The constants of this file were fitted, unless they say otherwise, to two extracts of CORDIS, the European Union's
// register of the projects that it funds (© European Union, CC BY 4.0): "2016" is Horizon 2020 as of 2016, with 12,326
// organisations, 7,574 projects and 31,868 participations; "2020" is the same programme as of 2020, with 35,871, 31,451
// and 144,726. docs/synthetic.md compares them with what is made.
const (
	// heapsExponent is that of organisations by participations, from 2016 to 2020.
	heapsExponent = 0.7
	// discount makes the share of those with one seat, 0.715 in 2016 and 0.626 in 2020.
	discount = 0.52
	// homeShare of the seats of projects that are not of one country go to the leader's.
	homeShare = 0.17
	// tailShape and tailScale say by how much consortia of more than 30 are larger (a Lomax distribution), up to largest.
	tailShape, tailScale, tailLargest = 3.0, 22.0, 200
	// paidShare of the partners state their contribution. It is log-normal: half of them get less than paidMedian euros.
	paidShare, paidMedian, paidSpread = 0.95, 251_650, 1.1
	// associatedShare of the members but for the leader are not funded.
	associatedShare = 0.063
)

// domesticShare returns the share of projects of a size that were meant to be of one country.
func domesticShare(size int) float64 {
	switch {
	case size == 2:
		return 0.35
	case size <= 4:
		return 0.17
	case size == 5:
		return 0.09
	case size <= 10:
		return 0.035
	}
	return 0.01
}

// model is the constants in a form to draw from.
type model struct {
	sizes          urn[int] // of consortia of two and more; tailFrom stands for more than 30
	meanConsortium float64
	countries      urn[string]
	types          urn[kg.OrganisationType]
	bands          urn[kg.SizeBand]
	years          urn[int]
	months         urn[int]
	programmes     urn[string]
}

const tailFrom = 31

func newModel() *model {
	m := &model{
		sizes: newUrn(consortia()), countries: newUrn(countries()), types: newUrn(types()), bands: newUrn(bands()),
		years: newUrn(years()), months: newUrn(months()), programmes: newUrn(programmes()),
	}
	times, seats := 0, 0.0
	for _, s := range consortia() {
		size := float64(s.value)
		if s.value == tailFrom {
			size += tailScale/(tailShape-1) - 0.5 // fractions are cut off
		}
		times, seats = times+s.times, seats+size*float64(s.times)
	}
	m.meanConsortium = seats / float64(times)
	return m
}

// consortium draws the size of a project of two and more.
func (m *model) consortium(d *dice) int {
	size := m.sizes.draw(d)
	if size == tailFrom {
		size += int(tailScale * (math.Pow(1-d.Float64(), -1/tailShape) - 1))
	}
	return min(size, tailLargest)
}

// consortia are projects by size, 2016.
func consortia() []share[int] {
	times := []int{
		274, 213, 189, 158, 192, 211, 220, 258, 225, 152, 145, 100, 78, 74, 61, 34, 42, 32, 14, 17, 20, 20, 14, 10, 12, 7, 7, 3, 6,
		62,
	}
	shares := make([]share[int], len(times))
	for i, n := range times {
		shares[i] = share[int]{i + 2, n}
	}
	return shares
}

// countries are the 60 with the most organisations, 2016. The others together have 1 % of them.
func countries() []share[string] {
	return []share[string]{
		{"country:DE", 1475},
		{"country:ES", 1330},
		{"country:IT", 1229},
		{"country:GB", 1215},
		{"country:FR", 1065},
		{"country:NL", 706},
		{"country:BE", 542},
		{"country:AT", 341},
		{"country:SE", 328},
		{"country:PT", 286},
		{"country:GR", 286},
		{"country:PL", 281},
		{"country:DK", 254},
		{"country:FI", 229},
		{"country:IE", 198},
		{"country:CH", 191},
		{"country:NO", 187},
		{"country:RO", 172},
		{"country:HU", 169},
		{"country:CZ", 147},
		{"country:SI", 146},
		{"country:IL", 146},
		{"country:TR", 126},
		{"country:BG", 116},
		{"country:EE", 91},
		{"country:SK", 87},
		{"country:HR", 85},
		{"country:RS", 72},
		{"country:US", 64},
		{"country:LT", 61},
		{"country:LV", 56},
		{"country:CY", 55},
		{"country:LU", 52},
		{"country:CN", 41},
		{"country:UA", 36},
		{"country:IS", 28},
		{"country:CA", 28},
		{"country:MT", 26},
		{"country:RU", 25},
		{"country:ZA", 22},
		{"country:BR", 20},
		{"country:MK", 18},
		{"country:AU", 15},
		{"country:KE", 14},
		{"country:KR", 12},
		{"country:BA", 12},
		{"country:JP", 11},
		{"country:MA", 10},
		{"country:IN", 9},
		{"country:GH", 7},
		{"country:TW", 7},
		{"country:MX", 7},
		{"country:EG", 7},
		{"country:AR", 7},
		{"country:SN", 7},
		{"country:AL", 7},
		{"country:GE", 7},
		{"country:MD", 7},
		{"country:TN", 6},
		{"country:ME", 6},
	}
}

// types are organisations by type, 2020. CORDIS knows no NGOs: of its 4,258 "others" most are made NGOs, and some
// networks and social enterprises, in numbers that are guessed.
func types() []share[kg.OrganisationType] {
	return []share[kg.OrganisationType]{
		{kg.Company, 23407},
		{kg.Research, 3065},
		{kg.University, 2617},
		{kg.PublicBody, 2524},
		{"NGO", 3400},
		{"NETWORK", 200},
		{"SOCIAL_ENTERPRISE", 300},
		{kg.OtherType, 358},
	}
}

// pullOf returns how much more readily a type is asked again than a university, 2020.
func pullOf(t kg.OrganisationType) float32 {
	switch t {
	case kg.University:
		return 1
	case kg.Research:
		return 0.85
	case kg.PublicBody:
		return 0.55
	}
	return 0.45
}

// bands are guessed: CORDIS has no sizes.
func bands() []share[kg.SizeBand] {
	return []share[kg.SizeBand]{{"", 30}, {"MICRO", 30}, {"SMALL", 20}, {"MEDIUM", 10}, {"LARGE", 10}}
}

// years are projects by the year in which they started, 2020.
func years() []share[int] {
	return []share[int]{{2014, 379}, {2015, 4706}, {2016, 4945}, {2017, 4974}, {2018, 5069}, {2019, 5547}, {2020, 4419}, {2021, 1406}}
}

// months are projects by how long they go on, 2020: the twelve most frequent.
func months() []share[int] {
	return []share[int]{
		{24, 7753},
		{60, 5314},
		{36, 3537},
		{48, 2826},
		{6, 2197},
		{4, 1337},
		{18, 1173},
		{30, 716},
		{42, 616},
		{66, 575},
		{72, 497},
		{12, 477},
	}
}

// programmes are some that ran in those years, in guessed proportions: CORDIS has one.
func programmes() []share[string] {
	return []share[string]{
		{"programme:h2020", 40},
		{"programme:erasmus-plus", 25},
		{"programme:life", 8},
		{"programme:rec-2014", 6},
		{"programme:eea-norway-grants", 6},
		{"programme:interreg-bsr-2014", 5},
		{"programme:interreg-central-baltic-2014", 5},
		{"programme:interreg-south-baltic-2014", 5},
	}
}

// themes are those of the ngograph scheme, the ones drawn most first: guessed, too.
func themes() []string {
	return []string{
		"theme:youth", "theme:education", "theme:social-inclusion", "theme:civil-society",
		"theme:democracy", "theme:environment", "theme:climate", "theme:culture",
		"theme:volunteering", "theme:human-rights", "theme:health", "theme:migration",
		"theme:gender-equality", "theme:digital", "theme:employment", "theme:social-economy",
		"theme:civil-society-capacity", "theme:children", "theme:biodiversity", "theme:marine-environment",
		"theme:rural-development", "theme:energy", "theme:research", "theme:disability",
		"theme:ageing", "theme:circular-economy", "theme:food", "theme:water",
		"theme:peace-security", "theme:crisis-preparedness", "theme:media-literacy", "theme:sport",
		"theme:tourism", "theme:urban-development", "theme:transport", "theme:economy",
		"theme:humanitarian-aid", "theme:anti-corruption",
	}
}
