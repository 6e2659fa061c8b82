package dataset

import (
	"errors"
	"html"
	"math/big"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"ngograph/internal/kg"
)

// lost repairs a name whose ł was lost in all of CORDIS' older reference tables.
var lost = strings.NewReplacer("Sk?odowska", "Skłodowska")

// plainText returns a text on one line, without HTML entities and control characters.
func plainText(s string) string {
	s = lost.Replace(html.UnescapeString(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// paragraphs returns a text of several lines, without HTML entities.
func paragraphs(s string) string {
	var lines []string
	for l := range strings.Lines(html.UnescapeString(s)) {
		lines = append(lines, plainText(l))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// amounts are digits with a decimal comma or point, and perhaps an exponent.
var amounts = regexp.MustCompile(`^-?\d{1,15}([.,]\d{1,20})?([eE][+-]?\d{1,2})?$`)

// euros reads an amount; "" is nil. It is rounded to cents, half away from zero.
func euros(s string) (*kg.Money, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // nil is what "unknown" is
	}
	if !amounts.MatchString(s) {
		return nil, errors.New("not an amount with a decimal comma or point")
	}
	r, ok := new(big.Rat).SetString(strings.Replace(s, ",", ".", 1))
	if !ok {
		return nil, errors.New("not an amount")
	}
	cents, err := kg.ParseCents(r.FloatString(2))
	if err != nil {
		return nil, errors.New("the amount is too large")
	}
	return &kg.Money{Cents: cents, Currency: "EUR"}, nil
}

// geolocation reads "(latitude,longitude)" in degrees, with or without the brackets; "" and 0,0, the sea off Africa that
// stands for an unknown place, are nil.
func geolocation(s string) (*kg.GeoPoint, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // nil is what "unknown" is
	}
	lat, lon, ok := strings.Cut(strings.Trim(s, "()"), ",")
	y, err := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if !ok || err != nil || err2 != nil || !(y >= -90 && y <= 90 && x >= -180 && x <= 180) {
		return nil, errors.New("not (latitude,longitude)")
	}
	if x == 0 && y == 0 {
		return nil, nil //nolint:nilnil // nil is what "unknown" is
	}
	return &kg.GeoPoint{Latitude: y, Longitude: x}, nil
}

// website returns a web address as a URL, "" if it is none.
func website(s string) kg.Text {
	if s == "" || strings.ContainsAny(s, " @") {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return kg.Text(s)
}

// isPIC reports whether an organisation's id is a participant identification code.
func isPIC(id string) bool { return len(id) == 9 && strings.Trim(id, "0123456789") == "" }

// hasLetters tells names from what is put where there is none: "-", "???".
func hasLetters(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsDigit(r)) })
}

// countryCode returns the ISO code of a country that CORDIS spells as the EU does.
func countryCode(s string) string {
	switch s = strings.ToUpper(s); s {
	case "EL":
		return "GR"
	case "UK":
		return "GB"
	}
	return s
}

// organisationType maps an activity type; "" if it says nothing.
func organisationType(activity string) kg.OrganisationType {
	switch strings.ToUpper(activity) {
	case "HES":
		return kg.University
	case "REC":
		return kg.Research
	case "PRC":
		return kg.Company
	case "PUB":
		return kg.PublicBody
	case "OTH":
		return kg.OtherType
	}
	return ""
}

// roleOf maps a role; "" if it is not known.
func roleOf(s string) kg.Role {
	switch strings.ToLower(s) {
	case "coordinator":
		return kg.Lead
	case "participant", "partner", "beneficiary", "hostinstitution":
		return kg.Partner
	case "associatedpartner", "internationalpartner":
		return "ASSOCIATED"
	case "thirdparty":
		return "THIRD_PARTY"
	}
	return ""
}
