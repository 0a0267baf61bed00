package attack

import (
	"os"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// TestMain keeps the plugin SDK from writing a line for each query: there are millions.
func TestMain(m *testing.M) {
	log.DefaultLogger = log.NewNullLogger()
	os.Exit(m.Run())
}
