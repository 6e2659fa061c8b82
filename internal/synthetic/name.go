package synthetic

import "strings"

// organisationName makes a name of a town, a subject and a form, so that searches find many, some and few.
func organisationName(d *dice, town, theme string) string {
	words := []string{"Synthetic", town}
	if d.chance(0.4) {
		words = append(words, pick(d, qualities()))
	}
	words = append(words, subject(theme), pick(d, forms()))
	if d.chance(0.1) {
		words = append(words, "of", pick(d, landscapes()))
	}
	return strings.Join(words, " ")
}

// projectName makes a title, and of its words' beginnings an acronym.
func projectName(d *dice, theme string) (title, acronym string) {
	words := []string{pick(d, qualities()), subject(theme), pick(d, deeds()), "for", pick(d, landscapes())}
	if d.chance(0.5) {
		words = append(words, "and", town(d))
	}
	var letters strings.Builder
	for _, w := range words {
		if w != "for" && w != "and" {
			letters.WriteString(strings.ToUpper(w[:2]))
		}
	}
	return "Synthetic " + strings.Join(words, " "), letters.String()
}

// subject turns a theme's id into words of a name.
func subject(theme string) string {
	words := strings.Split(strings.TrimPrefix(theme, "theme:"), "-")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// town makes up a place.
func town(d *dice) string {
	name := pick(d, beginnings()) + pick(d, middles()) + pick(d, endings())
	return strings.ToUpper(name[:1]) + name[1:]
}

func pick(d *dice, list []string) string { return list[d.IntN(len(list))] }

func beginnings() []string {
	return strings.Fields("al ber bro dal el fen gor hal il jor kal lun mar nor ost pel quil ros sel tor ul vel wes yr zan")
}

func middles() []string {
	return strings.Fields("a e i o u an en in or ul am eb id os ur")
}

func endings() []string {
	return strings.Fields("berg bruk burg dal dorf fors gard ham holm iste kirk kula land mark mora nes polis rand stad sund tal vale vik wald")
}

func qualities() []string {
	return strings.Fields(`Active Blue Bright Clear Common Creative Eastern Equal Fair First Free Green Inclusive Joint Living Local
		Mobile New Northern Open Rising Rural Shared Silver Small Southern Strong United Urban Western Wild Young`)
}

func forms() []string {
	return strings.Fields(`Academy Agency Alliance Association Bureau Centre Circle Club Council Federation Forum Foundation Group House
		Initiative Institute Laboratory League Network Office Partners Society Trust Union Workshop`)
}

func deeds() []string {
	return strings.Fields(`Action Bridges Campaign Capacity Dialogue Exchange Innovation Learning Mentoring Monitoring Pathways Practice
		Skills Solutions Tools Training Transfer Voices`)
}

func landscapes() []string {
	return strings.Fields(`Archipelagos Bays Borderlands Cities Coasts Deltas Estuaries Fields Fjords Forests Harbours Heaths Hills
		Islands Lagoons Lakes Marshes Meadows Moors Mountains Neighbourhoods Peninsulas Plains Ports Regions Rivers Shores Straits
		Suburbs Towns Valleys Villages Wetlands`)
}
