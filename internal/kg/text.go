package kg

import "strings"

// Localised returns the text that is in the language (ISO 639-1, nil for English), else the fallback.
func Localised(texts []LocalisedText, language *string, fallback string) string {
	if language == nil {
		return fallback
	}
	for _, t := range texts {
		if strings.EqualFold(string(t.Language), *language) && t.Kind != NameFormer {
			return t.Text
		}
	}
	return fallback
}

// Label returns the theme's label in a language, else its name.
func (r *Theme) Label(language *string) string { return Localised(r.Labels, language, r.Name) }

// Title returns the title of the dataset that a source reference names.
func (s SourceRef) Title() string { return s.Facts.Title }

// Licence returns the licence of the dataset.
func (s SourceRef) Licence() string { return s.Facts.Licence }

// Attribution returns how the dataset asks to be named.
func (s SourceRef) Attribution() Text { return s.Facts.Attribution }

// RetrievedAt returns the day on which the dataset was retrieved.
func (s SourceRef) RetrievedAt() Date { return s.Facts.RetrievedAt }

// Page returns the page that states the record: the reference's own, else the one that the dataset keeps for the record,
// else the dataset's.
func (s SourceRef) Page() Text {
	switch {
	case s.URL != "":
		return s.URL
	case s.Record != "" && s.Facts.RecordURL != "":
		return Text(strings.ReplaceAll(string(s.Facts.RecordURL), "{record}", string(s.Record)))
	}
	return s.Facts.URL
}
