// Package synthetic makes up cooperation networks of any size to measure with. It knows the domain alone: neither stores
// nor files, and no data but the constants of fit.go.
package synthetic
