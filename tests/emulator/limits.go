package emulator

import "net/http"

// admit counts a query in, or refuses it when its project already runs as
// many of its kind as the service allows. The returned function counts it out.
func (s *Server) admit(c *call) (release func(), err error) {
	s.recorder.note(c.record)
	class, limit := s.concurrencyClass(c)
	p := s.project(c.project)
	if class == "" || p == nil {
		return func() {}, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running[class] >= limit {
		return nil, refuse(http.StatusForbidden, "ReadQuotaExceed", "the project %s runs %d %s requests at once, which is its quota", p.name, limit, class)
	}
	p.running[class]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.running[class]--
	}, nil
}

func (s *Server) concurrencyClass(c *call) (class string, limit int) {
	switch c.record.Kind {
	case KindSearch, KindHistogram:
		return "search", s.options.SearchConcurrency
	case KindSQL:
		if c.query.PowerSQL {
			return "dedicated SQL", s.options.DedicatedSQLConcurrency
		}
		return "SQL", s.options.SQLConcurrency
	}
	return "", 0
}
