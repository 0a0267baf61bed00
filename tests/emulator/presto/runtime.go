package presto

import (
	"database/sql/driver"
	"maps"
	"math"

	"modernc.org/sqlite"
)

// scalarFunc computes a function of one row. Arguments are nil, int64,
// float64 or string; arrays, maps and JSON are JSON texts, booleans 0 and 1,
// timestamps milliseconds since the epoch.
type scalarFunc func(args []driver.Value) (driver.Value, error)

// reduceFunc computes an aggregate from the arguments of all its rows.
type reduceFunc func(rows [][]driver.Value) (driver.Value, error)

// runtime is the state of one SQLite connection that functions share.
type runtime struct {
	// tries has an entry per try(…) being evaluated, true once something in it
	// failed.
	tries []bool
	// failure is the first error of a function outside any try.
	failure error
}

func (r *runtime) reset() {
	r.tries = nil
	r.failure = nil
}

// register makes the functions known to a driver, under sls_<name>. None is
// declared deterministic: SQLite would compute those with constant arguments
// beforehand, outside the try that is to catch their failure.
func (r *runtime) register(d *sqlite.Driver) error {
	all := map[string]scalarFunc{}
	for _, group := range []map[string]scalarFunc{textFunctions, patternFunctions, numberFunctions, jsonFunctions, arrayFunctions} {
		maps.Copy(all, group)
	}
	for name, run := range all {
		if err := r.registerScalar(d, name, run); err != nil {
			return err
		}
	}
	if err := r.registerTry(d); err != nil {
		return err
	}
	for name, reduce := range reducers {
		impl := &sqlite.FunctionImpl{NArgs: -1, MakeAggregate: r.maker(reduce)}
		if err := d.RegisterFunction("sls_"+name, impl); err != nil {
			return err
		}
	}
	return nil
}

func (r *runtime) registerScalar(d *sqlite.Driver, name string, run scalarFunc) error {
	return d.RegisterScalarFunction("sls_"+name, -1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		if !takesNull[name] && hasNull(args) {
			return nil, nil
		}
		value, err := run(args)
		if number, ok := value.(float64); ok && math.IsNaN(number) {
			err = failure("the result is not a number, a value that the emulator does not serve")
		}
		if err != nil {
			return nil, r.fail(err)
		}
		return value, nil
	})
}

// fail notes an error in the innermost try, which turns it into NULL. Outside
// any try it ends the statement.
func (r *runtime) fail(err error) error {
	if len(r.tries) > 0 {
		r.tries[len(r.tries)-1] = true
		return nil
	}
	if r.failure == nil {
		r.failure = err
	}
	return err
}

func (r *runtime) registerTry(d *sqlite.Driver) error {
	begin := func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		r.tries = append(r.tries, false)
		return int64(0), nil
	}
	end := func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		last := len(r.tries) - 1
		failed := r.tries[last]
		r.tries = r.tries[:last]
		if failed {
			return nil, nil
		}
		return args[1], nil
	}
	if err := d.RegisterScalarFunction("sls_try_begin", 0, begin); err != nil {
		return err
	}
	return d.RegisterScalarFunction("sls_try_end", 2, end)
}

func hasNull(args []driver.Value) bool {
	for _, arg := range args {
		if arg == nil {
			return true
		}
	}
	return false
}

// takesNull are the functions that see NULL arguments; for the others a NULL
// argument makes the result NULL.
var takesNull = map[string]bool{"json_encode": true, "json_list": true}

func (r *runtime) maker(reduce reduceFunc) func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) {
	return func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) {
		return &collector{runtime: r, reduce: reduce}, nil
	}
}

// collector gathers the rows of an aggregate, and gives up the oldest when a
// window moves on.
type collector struct {
	runtime *runtime
	reduce  reduceFunc
	rows    [][]driver.Value
}

func (c *collector) Step(_ *sqlite.FunctionContext, args []driver.Value) error {
	c.rows = append(c.rows, append([]driver.Value(nil), args...))
	return nil
}

func (c *collector) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	c.rows = c.rows[1:]
	return nil
}

func (c *collector) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	value, err := c.reduce(c.rows)
	if err != nil {
		return nil, c.runtime.fail(err)
	}
	return value, nil
}

func (c *collector) Final(*sqlite.FunctionContext) { c.rows = nil }

func asFloat(value driver.Value) float64 {
	switch v := value.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

func asInt(value driver.Value) int64 {
	switch v := value.(type) {
	case int64:
		return v
	case float64:
		return int64(v)
	}
	return 0
}

func asText(value driver.Value) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

func asBool(value driver.Value) bool { return asInt(value) != 0 }

func boolean(b bool) driver.Value {
	if b {
		return int64(1)
	}
	return int64(0)
}
