package presto

// Statement is a parsed query.
type Statement struct {
	query *query
}

type query struct {
	position
	with    []namedQuery
	selects []*selectClause // more than one are joined by union
	// distinctUnion has an entry per union: false for union all.
	distinctUnion []bool
	order         []orderItem
	limit         *limitClause
}

type namedQuery struct {
	name  string
	query *query
}

type limitClause struct {
	position
	offset, rows int64
}

type orderItem struct {
	expr       *expr
	descending bool
	nullsFirst bool
}

type selectClause struct {
	position
	distinct bool
	items    []selectItem
	from     *relation
	where    *expr
	group    []*expr
	having   *expr
}

type selectItem struct {
	expr  *expr // nil for a star
	star  string
	alias string
	position
}

type relationKind int

const (
	relationTable relationKind = iota
	relationQuery
	relationJoin
	relationUnnest
)

type relation struct {
	position
	kind    relationKind
	name    string
	alias   string
	columns []string
	query   *query
	// join
	join        string // inner, left, right, full, cross
	left, right *relation
	on          *expr
	// unnest
	arrays     []*expr
	ordinality bool
}

type exprKind int

const (
	exprString exprKind = iota
	exprInteger
	exprDecimal
	exprBoolean
	exprNull
	exprColumn
	exprCall
	exprBinary // text is the operator
	exprNot
	exprNegate
	exprBetween // args: value, low, high
	exprIn      // args: value, then the list; or a query
	exprLike    // args: value, pattern, and perhaps the escape
	exprIsNull
	exprCase // whens, args[0] is the operand if any
	exprCast
	exprArray
	exprSubscript
	exprSubquery
	exprExists
	exprLambda // text is the parameter, args[0] what it becomes
)

type expr struct {
	position
	kind      exprKind
	text      string
	qualifier string
	args      []*expr
	negated   bool
	query     *query
	castType  Type
	tryCast   bool
	castLen   int
	whens     []when
	otherwise *expr
	// calls
	star     bool
	distinct bool
	order    []orderItem
	filter   *expr
	window   *window
}

type when struct{ condition, result *expr }

type window struct {
	partition []*expr
	order     []orderItem
	frame     string
}

// children lists the direct sub-expressions, without those of sub-queries.
func (e *expr) children() []*expr {
	list := append([]*expr(nil), e.args...)
	for _, w := range e.whens {
		list = append(list, w.condition, w.result)
	}
	if e.otherwise != nil {
		list = append(list, e.otherwise)
	}
	if e.filter != nil {
		list = append(list, e.filter)
	}
	for _, item := range e.order {
		list = append(list, item.expr)
	}
	if e.window != nil {
		list = append(list, e.window.partition...)
		for _, item := range e.window.order {
			list = append(list, item.expr)
		}
	}
	return list
}

// find returns the first sub-expression, e included, that meets a condition.
func (e *expr) find(meets func(*expr) bool) *expr {
	if meets(e) {
		return e
	}
	for _, child := range e.children() {
		if found := child.find(meets); found != nil {
			return found
		}
	}
	return nil
}

// ConstrainsTime tells whether a WHERE clause of the statement looks at
// __time__; Log Service then ignores the time range of the request.
func (s *Statement) ConstrainsTime() bool { return s.query.constrainsTime() }

func (q *query) constrainsTime() bool {
	for _, named := range q.with {
		if named.query.constrainsTime() {
			return true
		}
	}
	for _, clause := range q.selects {
		if clause.where != nil && clause.where.find(isTimeColumn) != nil {
			return true
		}
		if clause.from != nil && clause.from.constrainsTime() {
			return true
		}
	}
	return false
}

func (r *relation) constrainsTime() bool {
	switch r.kind {
	case relationQuery:
		return r.query.constrainsTime()
	case relationJoin:
		return r.left.constrainsTime() || r.right.constrainsTime()
	}
	return false
}

func isTimeColumn(e *expr) bool { return e.kind == exprColumn && e.text == "__time__" }
