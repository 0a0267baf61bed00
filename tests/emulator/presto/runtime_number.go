package presto

import (
	"database/sql/driver"
	"math"
	"math/bits"
)

var errDivisionByZero = failure("Division by zero")

// numberFunctions compute on whole numbers with Presto's overflow errors, and
// on reals.
var numberFunctions = map[string]scalarFunc{
	"add":         integers(add),
	"subtract":    integers(subtract),
	"multiply":    integers(multiply),
	"divide":      divide,
	"modulo":      modulo,
	"abs":         both(absInt, math.Abs),
	"ceil":        both(sameInt, math.Ceil),
	"ceiling":     both(sameInt, math.Ceil),
	"floor":       both(sameInt, math.Floor),
	"truncate":    real1(math.Trunc),
	"round":       round,
	"sign":        both(signInt, signReal),
	"pow":         func(a []driver.Value) (driver.Value, error) { return math.Pow(asFloat(a[0]), asFloat(a[1])), nil },
	"power":       func(a []driver.Value) (driver.Value, error) { return math.Pow(asFloat(a[0]), asFloat(a[1])), nil },
	"sqrt":        real1(math.Sqrt),
	"exp":         real1(math.Exp),
	"ln":          real1(math.Log),
	"log2":        real1(math.Log2),
	"log10":       real1(math.Log10),
	"greatest":    func(a []driver.Value) (driver.Value, error) { return extreme(a, 1), nil },
	"least":       func(a []driver.Value) (driver.Value, error) { return extreme(a, -1), nil },
	"bitwise_and": integers(func(a, b int64) (int64, error) { return a & b, nil }),
	"bitwise_or":  integers(func(a, b int64) (int64, error) { return a | b, nil }),
	"bitwise_xor": integers(func(a, b int64) (int64, error) { return a ^ b, nil }),
	"is_nan":      func(a []driver.Value) (driver.Value, error) { return boolean(math.IsNaN(asFloat(a[0]))), nil },
	"is_infinite": func(a []driver.Value) (driver.Value, error) { return boolean(math.IsInf(asFloat(a[0]), 0)), nil },
	"is_finite":   isFinite,
}

func integers(f func(a, b int64) (int64, error)) scalarFunc {
	return func(args []driver.Value) (driver.Value, error) {
		result, err := f(asInt(args[0]), asInt(args[1]))
		return result, err
	}
}

func real1(f func(float64) float64) scalarFunc {
	return func(args []driver.Value) (driver.Value, error) { return f(asFloat(args[0])), nil }
}

func both(whole func(int64) int64, real func(float64) float64) scalarFunc {
	return func(args []driver.Value) (driver.Value, error) {
		if number, ok := args[0].(int64); ok {
			return whole(number), nil
		}
		return real(asFloat(args[0])), nil
	}
}

func sameInt(n int64) int64 { return n }

func absInt(n int64) int64 { return max(n, -n) }

func signInt(n int64) int64 {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

func signReal(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

func add(a, b int64) (int64, error) {
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 {
		return 0, failure("bigint addition overflow: %d + %d", a, b)
	}
	return sum, nil
}

func subtract(a, b int64) (int64, error) {
	difference := a - b
	if (difference < a) != (b > 0) && b != 0 {
		return 0, failure("bigint subtraction overflow: %d - %d", a, b)
	}
	return difference, nil
}

func multiply(a, b int64) (int64, error) {
	high, low := bits.Mul64(uint64(absInt(a)), uint64(absInt(b)))
	if high != 0 || low > math.MaxInt64 {
		return 0, failure("bigint multiplication overflow: %d * %d", a, b)
	}
	return a * b, nil
}

func divide(args []driver.Value) (driver.Value, error) {
	a, wholeA := args[0].(int64)
	b, wholeB := args[1].(int64)
	if !wholeA || !wholeB {
		return asFloat(args[0]) / asFloat(args[1]), nil
	}
	if b == 0 {
		return nil, errDivisionByZero
	}
	return a / b, nil
}

func modulo(args []driver.Value) (driver.Value, error) {
	a, wholeA := args[0].(int64)
	b, wholeB := args[1].(int64)
	if !wholeA || !wholeB {
		return math.Mod(asFloat(args[0]), asFloat(args[1])), nil
	}
	if b == 0 {
		return nil, errDivisionByZero
	}
	return a % b, nil
}

func round(args []driver.Value) (driver.Value, error) {
	if number, ok := args[0].(int64); ok {
		return number, nil
	}
	scale := 1.0
	if len(args) == 2 {
		scale = math.Pow(10, asFloat(args[1]))
	}
	return math.Round(asFloat(args[0])*scale) / scale, nil
}

func isFinite(args []driver.Value) (driver.Value, error) {
	x := asFloat(args[0])
	return boolean(!math.IsNaN(x) && !math.IsInf(x, 0)), nil
}

// extreme is the greatest value when sign is 1, the least when it is -1.
func extreme(args []driver.Value, sign int) driver.Value {
	best := args[0]
	for _, arg := range args[1:] {
		if compareValues(arg, best)*sign > 0 {
			best = arg
		}
	}
	return best
}
