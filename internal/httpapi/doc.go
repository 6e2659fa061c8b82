// Package httpapi is the service's face on HTTP: routes, request ids, access log, panic recovery, security headers,
// CORS, timeouts, health, and a firewall that refuses a costly GraphQL document before anything validates it.
//
// It receives the GraphQL handler and the page as http.Handler values and knows neither what executes a query nor
// where the data lives.
package httpapi
