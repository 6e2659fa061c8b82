package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/rs/cors"
)

// preflightAge is how long a browser may remember what a preflight allowed.
const preflightAge = 10 * time.Minute

// newCORS returns the policy for browsers on other sites: closed without origins, open to all with "*", and never
// with cookies. An origin is scheme://host with an optional port; anything else is an error.
func newCORS(origins []string) (*cors.Cors, error) {
	options := cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Accept", "Authorization", "Content-Type", requestIDHeader},
		ExposedHeaders: []string{requestIDHeader},
		MaxAge:         int(preflightAge.Seconds()),
	}
	if len(origins) == 0 {
		// rs/cors takes an empty list for every origin.
		options.AllowOriginFunc = func(string) bool { return false }
	}
	for _, origin := range origins {
		if err := checkOrigin(origin); err != nil {
			return nil, err
		}
	}
	return cors.New(options), nil
}

func checkOrigin(origin string) error {
	if origin == "*" {
		return nil
	}
	parsed, err := url.Parse(origin)
	if err != nil {
		return fmt.Errorf("allowed origin: %w", err)
	}
	if (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" || origin != parsed.Scheme+"://"+parsed.Host {
		return fmt.Errorf(`allowed origin %q: want scheme://host, or "*" for all`, origin)
	}
	return nil
}
