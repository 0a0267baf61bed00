// Package compose checks the demo's compose file without Docker: with the
// library that Docker Compose itself reads compose files with.
package compose

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/process"
)

const root = "../.."

// load reads a compose file as `docker compose` does: it interpolates variables,
// holds the file against the schema of the Compose Specification, and refuses
// what does not fit together.
func load(t *testing.T, file string) (*types.Project, error) {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{file}, cli.WithWorkingDirectory(filepath.Dir(file)))
	require.NoError(t, err)
	return options.LoadProject(context.Background())
}

func demo(t *testing.T) *types.Project {
	t.Helper()
	project, err := load(t, filepath.Join(root, "docker-compose.yml"))
	require.NoError(t, err)
	return project
}

func TestComposeFileIsValid(t *testing.T) {
	require.ElementsMatch(t, []string{"grafana", "emulator", "traffic", "loki", "jaeger"}, demo(t).ServiceNames())
}

func TestMistakesAreFound(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	require.NoError(t, err)
	for _, test := range []struct{ name, old, new, problem string }{
		{"an unknown key", "    init: true", "    initial: true", "services.traffic.initial"},
		{"an unknown condition", "service_healthy", "service_is_healthy", "value must be one of"},
		{"a service that is not there", "      loki: {", "      lokki: {", "lokki"},
		{"a duration without a unit", "interval: 2s", "interval: often", "often"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Contains(t, string(whole), test.old)
			file := filepath.Join(t.TempDir(), "docker-compose.yml")
			require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(whole), test.old, test.new, 1)), 0o600))
			_, err := load(t, file)
			require.ErrorContains(t, err, test.problem)
		})
	}
}

func TestWhatIsWaitedForCanBeHealthy(t *testing.T) {
	project := demo(t)
	for name, service := range project.Services {
		for other, dependency := range service.DependsOn {
			require.Equal(t, types.ServiceConditionHealthy, dependency.Condition, "%s waits for %s", name, other)
			require.NotNil(t, project.Services[other].HealthCheck, "%s, for which %s waits", other, name)
		}
	}
}

// version is a tag that names one: a number with a dot at least.
var version = regexp.MustCompile(`^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?$`)

func TestImagesAreNamedByVersion(t *testing.T) {
	images, stages := dockerfile(t)
	for name, service := range demo(t).Services {
		if service.Build == nil {
			images = append(images, service.Image)
			continue
		}
		require.Contains(t, stages, service.Build.Target, "the Dockerfile's stage for %s", name)
	}
	require.Len(t, images, 6)
	for _, image := range images {
		require.Regexp(t, version, image)
	}
}

// dockerfile reads the images that the Dockerfile's stages begin from, and the
// names of its stages.
func dockerfile(t *testing.T) (images, stages []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	require.NoError(t, err)
	text := string(raw)
	for _, argument := range regexp.MustCompile(`(?m)^ARG (\w+)=(\S+)$`).FindAllStringSubmatch(text, -1) {
		text = strings.ReplaceAll(text, "${"+argument[1]+"}", argument[2])
	}
	for _, from := range regexp.MustCompile(`(?m)^FROM (\S+) AS (\S+)$`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(stages, from[1]) {
			images = append(images, from[1])
		}
		stages = append(stages, from[2])
	}
	return images, stages
}

func TestGrafanaGetsWhatProvisioningAsksFor(t *testing.T) {
	given := demo(t).Services["grafana"].Environment
	// The image sets this one.
	asked := map[string]bool{"GF_PATHS_PROVISIONING": true}
	files, err := filepath.Glob(filepath.Join(root, "provisioning", "*", "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile(`(?:^|[^$])\$([A-Z][A-Z_]*)`).FindAllStringSubmatch(string(raw), -1) {
			if !asked[match[1]] {
				asked[match[1]] = true
				require.Contains(t, given, match[1], "%s asks for it", file)
			}
		}
	}
	require.Contains(t, asked, "SLS_ENDPOINT")
}

// A client puts the project before the endpoint's host, unless that is an IP
// address or localhost; here it is the name of a service.
func TestEmulatorAnswersToItsProjects(t *testing.T) {
	project := demo(t)
	endpoint := *project.Services["grafana"].Environment["SLS_ENDPOINT"]
	require.Equal(t, "http://emulator:8080", endpoint)
	require.Contains(t, project.Services["emulator"].Command, "0.0.0.0:8080")
	aliases := project.Services["emulator"].Networks["default"].Aliases

	sources, err := process.DataSources(filepath.Join(root, "provisioning", "datasources", "samples.yaml"), map[string]string{"SLS_ENDPOINT": endpoint})
	require.NoError(t, err)
	var hosts []string
	for _, source := range sources {
		var settings struct{ Project string }
		require.NoError(t, source.Settings(&settings))
		hosts = append(hosts, settings.Project+".emulator")
	}
	require.ElementsMatch(t, hosts, aliases)
}

func TestTheEmulatorsKeyIsTheOneThatClientsSignWith(t *testing.T) {
	services := demo(t).Services
	grafana, traffic, command := services["grafana"].Environment, services["traffic"].Environment, services["emulator"].Command
	id, secret := *grafana["SLS_ACCESS_KEY_ID"], *grafana["SLS_ACCESS_KEY_SECRET"]
	require.Subset(t, command, []string{"--access-key-id", id, "--access-key-secret", secret})
	require.Equal(t, id, *traffic["ALIBABA_CLOUD_ACCESS_KEY_ID"])
	require.Equal(t, secret, *traffic["ALIBABA_CLOUD_ACCESS_KEY_SECRET"])
}

// TestTrafficReachesItsReaders holds the addresses that the generator writes to
// against those that the data sources read from: one server each.
func TestTrafficReachesItsReaders(t *testing.T) {
	services := demo(t).Services
	script := strings.Join(services["traffic"].Command, " ")
	for option, variable := range map[string]string{"endpoint": "SLS_ENDPOINT", "loki": "LOKI_URL", "otlp": "JAEGER_URL"} {
		read, err := url.Parse(*services["grafana"].Environment[variable])
		require.NoError(t, err)
		require.Contains(t, services, read.Hostname(), variable)
		written := regexp.MustCompile(`--`+option+` (\S+)`).FindAllStringSubmatch(script, -1)
		require.Len(t, written, 2, "--%s for the history and the traffic", option)
		for _, match := range written {
			address, err := url.Parse(match[1])
			require.NoError(t, err)
			require.Equal(t, read.Hostname(), address.Hostname(), "--%s and %s", option, variable)
		}
	}
}

// TestOnlyGrafanaIsReachedFromOutside, and only from this machine.
func TestOnlyGrafanaIsReachedFromOutside(t *testing.T) {
	for name, service := range demo(t).Services {
		if name != "grafana" {
			require.Empty(t, service.Ports, name)
			continue
		}
		require.Len(t, service.Ports, 1)
		require.Equal(t, "127.0.0.1", service.Ports[0].HostIP)
	}
}

// TestJaegerIsTheOneThatTestsBuild: a release of the Go module v1.x has the sources
// of the image 2.(x-63).
func TestJaegerIsTheOneThatTestsBuild(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "tests", "servers", "jaeger", "go.mod"))
	require.NoError(t, err)
	built := regexp.MustCompile(`github.com/jaegertracing/jaeger v1\.(\d+)\.(\d+)`).FindStringSubmatch(string(raw))
	require.NotNil(t, built)
	minor, err := strconv.Atoi(built[1])
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("jaegertracing/jaeger:2.%d.%s", minor-63, built[2]), demo(t).Services["jaeger"].Image)
}
