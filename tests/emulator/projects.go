package emulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// project is a named set of logstores, and what it has running.
type project struct {
	name        string
	description string
	created     time.Time

	mu      sync.Mutex
	stores  map[string]*logstore
	running map[string]int
}

func (p *project) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, store := range p.stores {
		store.close()
	}
}

// CreateProject makes a project without going through the API. It does nothing
// when the project exists.
func (s *Server) CreateProject(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addProject(name, "")
}

func (s *Server) addProject(name, description string) bool {
	if _, exists := s.projects[name]; exists {
		return false
	}
	s.projects[name] = &project{
		name:        name,
		description: description,
		created:     s.options.Now(),
		stores:      map[string]*logstore{},
		running:     map[string]int{},
	}
	return true
}

// project returns a project, or nil.
func (s *Server) project(name string) *project {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.projects[name]
}

func (s *Server) needProject(name string) (*project, error) {
	if found := s.project(name); found != nil {
		return found, nil
	}
	return nil, refuse(http.StatusNotFound, "ProjectNotExist", "The Project does not exist : %s", name)
}

func getProject(c *call) (*reply, error) {
	if c.project == "" {
		return listProjects(c.server)
	}
	p, err := c.server.needProject(c.project)
	if err != nil {
		return nil, err
	}
	return jsonReply(c.server.describeProject(p))
}

func (s *Server) describeProject(p *project) map[string]string {
	created := strconv.FormatInt(p.created.Unix(), 10)
	return map[string]string{
		"projectName":    p.name,
		"description":    p.description,
		"status":         "Normal",
		"owner":          "",
		"region":         s.options.region(),
		"createTime":     created,
		"lastModifyTime": created,
	}
}

func listProjects(s *Server) (*reply, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := []map[string]string{}
	for _, name := range sortedKeys(s.projects) {
		list = append(list, s.describeProject(s.projects[name]))
	}
	return jsonReply(map[string]any{"count": len(list), "total": len(list), "projects": list})
}

func createProject(c *call) (*reply, error) {
	var wanted struct {
		ProjectName string `json:"projectName"`
		Description string `json:"description"`
	}
	if err := json.Unmarshal(c.body, &wanted); err != nil {
		return nil, refuse(http.StatusBadRequest, "PostBodyInvalid", "the body is not JSON: %s", err)
	}
	if wanted.ProjectName == "" {
		return nil, parameterInvalid("projectName is missing")
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if !c.server.addProject(wanted.ProjectName, wanted.Description) {
		return nil, refuse(http.StatusBadRequest, "ProjectAlreadyExist", "Project %s already exist", wanted.ProjectName)
	}
	return emptyReply(), nil
}
