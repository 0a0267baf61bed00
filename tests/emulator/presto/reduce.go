package presto

import (
	"database/sql/driver"
	"math"
	"slices"
	"strings"
)

// reducers are the aggregates that SQLite lacks.
var reducers = map[string]reduceFunc{
	"count_if":          countIf,
	"bool_or":           func(rows [][]driver.Value) (driver.Value, error) { return anyEqual(rows, true), nil },
	"bool_and":          func(rows [][]driver.Value) (driver.Value, error) { return anyEqual(rows, false), nil },
	"every":             func(rows [][]driver.Value) (driver.Value, error) { return anyEqual(rows, false), nil },
	"arbitrary":         firstValue,
	"any_value":         firstValue,
	"max_by":            func(rows [][]driver.Value) (driver.Value, error) { return extremeBy(rows, 1), nil },
	"min_by":            func(rows [][]driver.Value) (driver.Value, error) { return extremeBy(rows, -1), nil },
	"approx_distinct":   approxDistinct,
	"approx_percentile": approxPercentile,
	"numeric_histogram": numericHistogram,
	"array_agg":         arrayAgg,
	"map_agg":           mapAgg,
	"multimap_agg":      multimapAgg,
	"histogram":         histogram,
	"geometric_mean":    geometricMean,
	"only_row":          onlyRow,
	"stddev":            deviation(1, math.Sqrt),
	"stddev_samp":       deviation(1, math.Sqrt),
	"stddev_pop":        deviation(0, math.Sqrt),
	"variance":          deviation(1, same),
	"var_samp":          deviation(1, same),
	"var_pop":           deviation(0, same),
}

func same(x float64) float64 { return x }

// present drops the rows whose first argument is NULL.
func present(rows [][]driver.Value) [][]driver.Value {
	return slices.DeleteFunc(slices.Clone(rows), func(row []driver.Value) bool { return row[0] == nil })
}

func countIf(rows [][]driver.Value) (driver.Value, error) {
	count := int64(0)
	for _, row := range present(rows) {
		if asBool(row[0]) {
			count++
		}
	}
	return count, nil
}

// anyEqual looks for a decisive value: true decides bool_or, false bool_and.
func anyEqual(rows [][]driver.Value, decisive bool) driver.Value {
	known := present(rows)
	if len(known) == 0 {
		return nil
	}
	for _, row := range known {
		if asBool(row[0]) == decisive {
			return boolean(decisive)
		}
	}
	return boolean(!decisive)
}

func firstValue(rows [][]driver.Value) (driver.Value, error) {
	known := present(rows)
	if len(known) == 0 {
		return nil, nil
	}
	return known[0][0], nil
}

func onlyRow(rows [][]driver.Value) (driver.Value, error) {
	switch len(rows) {
	case 0:
		return nil, nil
	case 1:
		return rows[0][0], nil
	}
	return nil, failure("Scalar sub-query has returned multiple rows")
}

// extremeBy serves max_by and min_by: the value beside the extreme key, or an
// array of the first n.
func extremeBy(rows [][]driver.Value, sign int) driver.Value {
	keyed := slices.DeleteFunc(slices.Clone(rows), func(row []driver.Value) bool { return row[1] == nil })
	if len(keyed) == 0 {
		return nil
	}
	slices.SortStableFunc(keyed, func(a, b []driver.Value) int { return -sign * compareValues(a[1], b[1]) })
	if len(keyed[0]) == 2 {
		return keyed[0][0]
	}
	var items []string
	for _, row := range keyed[:max(0, min(int(asInt(keyed[0][2])), len(keyed)))] {
		items = append(items, asText(row[0]))
	}
	return jsonArray(items)
}

// approxDistinct is exact here.
func approxDistinct(rows [][]driver.Value) (driver.Value, error) {
	seen := map[driver.Value]bool{}
	for _, row := range present(rows) {
		seen[row[0]] = true
	}
	return int64(len(seen)), nil
}

func arrayAgg(rows [][]driver.Value) (driver.Value, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	items := make([]string, len(rows))
	for i, row := range rows {
		items[i] = asText(row[0])
	}
	return jsonArray(items), nil
}

// jsonObject writes entries in the order of their keys.
func jsonObject(object map[string]string) string {
	parts := make([]string, 0, len(object))
	for _, key := range sortedNames(object) {
		parts = append(parts, jsonText(key)+":"+object[key])
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func mapAgg(rows [][]driver.Value) (driver.Value, error) {
	object := map[string]string{}
	for _, row := range rows {
		if key := mapKey(asText(row[0])); asText(row[0]) != "null" {
			if _, taken := object[key]; !taken {
				object[key] = asText(row[1])
			}
		}
	}
	if len(object) == 0 {
		return nil, nil
	}
	return jsonObject(object), nil
}

func multimapAgg(rows [][]driver.Value) (driver.Value, error) {
	lists := map[string][]string{}
	for _, row := range rows {
		if asText(row[0]) != "null" {
			key := mapKey(asText(row[0]))
			lists[key] = append(lists[key], asText(row[1]))
		}
	}
	if len(lists) == 0 {
		return nil, nil
	}
	object := map[string]string{}
	for key, list := range lists {
		object[key] = jsonArray(list)
	}
	return jsonObject(object), nil
}

func geometricMean(rows [][]driver.Value) (driver.Value, error) {
	known := present(rows)
	if len(known) == 0 {
		return nil, nil
	}
	sum := 0.0
	for _, row := range known {
		sum += math.Log(asFloat(row[0]))
	}
	return math.Exp(sum / float64(len(known))), nil
}

// deviation computes the variance, with the given number less in the divisor.
func deviation(less int, finish func(float64) float64) reduceFunc {
	return func(rows [][]driver.Value) (driver.Value, error) {
		known := present(rows)
		if len(known) <= less {
			return nil, nil
		}
		mean := 0.0
		for _, row := range known {
			mean += asFloat(row[0]) / float64(len(known))
		}
		squares := 0.0
		for _, row := range known {
			squares += (asFloat(row[0]) - mean) * (asFloat(row[0]) - mean)
		}
		return finish(squares / float64(len(known)-less)), nil
	}
}
