package presto

import (
	"database/sql/driver"
	"slices"
	"strconv"
)

// weighted is a value and how often it counts.
type weighted struct {
	value  driver.Value
	weight float64
}

// approxPercentile is exact here: the smallest value that more than the given
// share of the weight doesn't exceed, which is what Presto's digest gives for a
// few values. Arguments: value, weight, share or array
// of shares, type of the result.
func approxPercentile(rows [][]driver.Value) (driver.Value, error) {
	var values []weighted
	for _, row := range present(rows) {
		values = append(values, weighted{row[0], asFloat(row[1])})
	}
	if len(values) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(values, func(a, b weighted) int { return compareValues(a.value, b.value) })
	result := Type(asText(rows[0][3]))
	if !result.isArray() {
		return percentileOf(values, asFloat(rows[0][2]))
	}
	var items []string
	for _, share := range elements(rows[0][2]) {
		value, err := percentileOf(values, asFloat(decode(share, Double)))
		if err != nil {
			return nil, err
		}
		items = append(items, encode(value, result.element()))
	}
	return jsonArray(items), nil
}

func percentileOf(values []weighted, share float64) (driver.Value, error) {
	if share < 0 || share > 1 {
		return nil, failure("Percentile must be between 0 and 1")
	}
	total := 0.0
	for _, item := range values {
		total += item.weight
	}
	passed := 0.0
	for _, item := range values {
		passed += item.weight
		if passed > share*total {
			return item.value, nil
		}
	}
	return values[len(values)-1].value, nil
}

func histogram(rows [][]driver.Value) (driver.Value, error) {
	counts := map[string]int64{}
	for _, row := range rows {
		if asText(row[0]) != "null" {
			counts[mapKey(asText(row[0]))]++
		}
	}
	if len(counts) == 0 {
		return nil, nil
	}
	object := map[string]string{}
	for key, count := range counts {
		object[key] = strconv.FormatInt(count, 10)
	}
	return jsonObject(object), nil
}

// bin is a bucket of numericHistogram.
type bin struct{ center, weight float64 }

// numericHistogram merges the two nearest buckets until few enough are left.
func numericHistogram(rows [][]driver.Value) (driver.Value, error) {
	var bins []bin
	most := 0
	for _, row := range rows {
		if row[1] == nil {
			continue
		}
		next := bin{asFloat(row[1]), 1}
		if len(row) == 3 {
			next.weight = asFloat(row[2])
		}
		bins = append(bins, next)
		most = int(asInt(row[0]))
	}
	if len(bins) == 0 {
		return nil, nil
	}
	if most < 2 {
		return nil, failure("numeric_histogram bucket count must be greater than one")
	}
	slices.SortFunc(bins, func(a, b bin) int { return compareValues(a.center, b.center) })
	bins = mergeBins(bins, most)
	object := map[string]string{}
	for _, item := range bins {
		object[doubleText(item.center)] = doubleText(item.weight)
	}
	return jsonObject(object), nil
}

func mergeBins(bins []bin, most int) []bin {
	merged := bins[:1]
	for _, next := range bins[1:] {
		if last := &merged[len(merged)-1]; last.center == next.center {
			last.weight += next.weight
			continue
		}
		merged = append(merged, next)
	}
	for len(merged) > most {
		nearest := 0
		for i := range merged[:len(merged)-1] {
			if merged[i+1].center-merged[i].center < merged[nearest+1].center-merged[nearest].center {
				nearest = i
			}
		}
		a, b := merged[nearest], merged[nearest+1]
		weight := a.weight + b.weight
		merged[nearest] = bin{(a.center*a.weight + b.center*b.weight) / weight, weight}
		merged = slices.Delete(merged, nearest+1, nearest+2)
	}
	return merged
}
