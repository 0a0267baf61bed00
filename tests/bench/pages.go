package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"
)

// Where figures are written.
const (
	page   = "docs/performance.md"
	readme = "README.md"
	plot   = "docs/img/performance.svg"
)

// writePages puts the figures of a run into the documentation.
func writePages(all figures) error {
	if err := replaceBlocks(page, map[string]string{"machine": machine(), "figures": figuresTable(all), "growth": growthTable(all)}); err != nil {
		return err
	}
	if err := replaceBlocks(readme, map[string]string{"facts": factsTable(all)}); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(plot), 0o755); err != nil {
		return err
	}
	return os.WriteFile(plot, []byte(drawGrowth(all)), 0o644)
}

// replaceBlocks replaces what stands between the comments <!-- bench: name --> and
// <!-- /bench --> of a page.
func replaceBlocks(path string, blocks map[string]string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(raw)
	for name, block := range blocks {
		opening, closing := "<!-- bench: "+name+" -->\n", "\n<!-- /bench -->"
		before, rest, ok := strings.Cut(text, opening)
		_, after, closed := strings.Cut(rest, closing)
		if !ok || !closed {
			return fmt.Errorf("%s has no place for figures: put %q and %q where they belong", path, strings.TrimSpace(opening), strings.TrimSpace(closing))
		}
		text = before + opening + "\n" + block + closing + after
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// machine tells in general words where was measured.
func machine() string {
	return fmt.Sprintf("Measured on %d cores of a %s/%s machine, built with Go %s.\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, strings.TrimPrefix(runtime.Version(), "go"))
}

// shown is a value with its unit, as people write it.
func shown(text, unit string) string {
	if unit == "ratio" || unit == "requests" || unit == "rounds" || unit == "" || text == "" {
		return text
	}
	return text + " " + unit
}

func figuresTable(all figures) string {
	rows := [][]string{{"Name", "What it is", "Figure", "Least to most", "Bound"}}
	for _, m := range meanings {
		if f, ok := all.named(m.name); ok {
			rows = append(rows, []string{"`" + m.name + "`", m.what, shown(readable(f.median()), f.unit), f.spread(), boundOf(m.name)})
		}
	}
	return markdown(rows, "--:-:")
}

// growthTable has a row for each length of a trace, with medians and bounds.
func growthTable(all figures) string {
	head := []string{"Spans"}
	for _, g := range grown {
		head = append(head, g.title)
	}
	rows := [][]string{head}
	for _, length := range lengths {
		row := []string{readable(float64(length.spans))}
		for _, g := range grown {
			f, ok := all.named(ofTrace(g.what, g.unit, length.spans).name)
			if !ok {
				row = append(row, "")
				continue
			}
			cell := shown(readable(f.median()), g.unit)
			if bound := boundOf(f.name); bound != "" {
				cell += " (" + bound + ")"
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return markdown(rows, "::::::")
}

func factsTable(all figures) string {
	rows := [][]string{{"what", "figure"}}
	for _, m := range facts {
		if f, ok := all.named(m.name); ok {
			rows = append(rows, []string{m.what, shown(readable(f.median()), f.unit)})
		}
	}
	return markdown(rows, "-:")
}

// markdown is a table as Prettier would write it; align has - for each column whose text
// begins at the left and : for each whose text ends at the right.
func markdown(rows [][]string, align string) string {
	widths := make([]int, len(align))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	var text strings.Builder
	line := func(cells []string) {
		for i, cell := range cells {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if align[i] == ':' {
				cell = pad + cell
			} else {
				cell += pad
			}
			text.WriteString("| " + cell + " ")
		}
		text.WriteString("|\n")
	}
	line(rows[0])
	rule := make([]string, len(align))
	for i, width := range widths {
		rule[i] = strings.Repeat("-", width)
		if align[i] == ':' {
			rule[i] = rule[i][1:] + ":"
		}
	}
	line(rule)
	for _, row := range rows[1:] {
		line(row)
	}
	return text.String()
}
