// Package questions holds docs/search.md and the samples against each other: each
// question on the page is asked as it stands there, by Grafana's door, and the traces
// that come have to be those that a plain look at the sample's records gives.
package questions
