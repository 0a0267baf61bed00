package attack

import (
	"context"
	"fmt"
)

// Trial puts texts into the places of one shape, on one logstore.
type Trial struct {
	Logstore *Logstore
	Shape    Shape
	// Harmless are the statements that the shape makes of placeholders.
	Harmless []string

	search []Template
}

// NewTrial asks for what the shape makes of placeholders.
func NewTrial(ctx context.Context, logstore *Logstore, shape Shape) (*Trial, error) {
	trial := &Trial{Logstore: logstore, Shape: shape}
	var err error
	if trial.Harmless, err = trial.harmless(ctx, shape); err != nil {
		return nil, err
	}
	alone, err := trial.harmless(ctx, shape.Alone())
	if err != nil {
		return nil, err
	}
	for _, statement := range alone {
		template, err := NewTemplate(shape, statement)
		if err != nil {
			return nil, err
		}
		trial.search = append(trial.search, template)
	}
	if len(alone) != len(trial.Harmless) {
		return nil, fmt.Errorf("%w: %q", errCount, alone)
	}
	return trial, nil
}

func (t *Trial) harmless(ctx context.Context, shape Shape) ([]string, error) {
	statements, refused, err := t.Logstore.Ask(ctx, shape, shape.Placeholders())
	if err == nil && refused {
		err = fmt.Errorf("%s refuses placeholders in %s", t.Logstore.Name, shape.Name)
	}
	return statements, err
}

// Asked is one request of a trial.
type Asked struct {
	// Round counts from 0.
	Round int
	Texts []string
	// Statements are as many as for placeholders.
	Statements []string
}

// Run asks until each field has had each text. It judges how many statements come and the
// search part of each, and hands them to take, which may be nil, for their SQL.
func (t *Trial) Run(ctx context.Context, texts []string, take func(Asked)) error {
	for round := range t.Shape.Rounds(texts) {
		chosen := t.Shape.Choose(texts, round)
		statements, refused, err := t.Logstore.Ask(ctx, t.Shape, chosen)
		if err == nil {
			err = JudgeCount(t.Harmless, statements, refused)
		}
		for i := 0; err == nil && i < len(statements); i++ {
			err = t.search[i].Judge(statements[i], chosen)
		}
		if err != nil {
			return fmt.Errorf("%w of %q", err, chosen)
		}
		if take != nil && len(statements) > 0 {
			take(Asked{round, chosen, statements})
		}
	}
	return nil
}
