// Package process runs the plugin's built binary the way Grafana does: as a
// process of its own, spoken to over gRPC.
package process

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// Plugin is a running plugin process.
type Plugin struct {
	client      *plugin.Client
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	resources   grpcplugin.ResourceClient
}

// Start starts a binary and waits for its handshake.
func Start(binary string) (*Plugin, error) { return StartLogging(binary, io.Discard) }

// StartLogging is Start with all that the process logs written to log.
func StartLogging(binary string, log io.Writer) (*Plugin, error) {
	command := exec.Command(binary)
	DieWithParent(command)
	client := plugin.NewClient(&plugin.ClientConfig{
		Cmd: command,
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{grpcplugin.ProtocolVersion: {
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"data":        &grpcplugin.DataGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
		}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		GRPCDialOptions:  []grpc.DialOption{grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(256 << 20))},
		Logger:           hclog.NewNullLogger(),
		Stderr:           log,
		StartTimeout:     30 * time.Second,
	})
	p := &Plugin{client: client}
	if err := p.dispense(); err != nil {
		client.Kill()
		return nil, fmt.Errorf("start %s: %w", binary, err)
	}
	return p, nil
}

func (p *Plugin) dispense() error {
	protocol, err := p.client.Client()
	if err != nil {
		return err
	}
	for name, take := range map[string]func(any) bool{
		"diagnostics": func(v any) (ok bool) { p.diagnostics, ok = v.(grpcplugin.DiagnosticsClient); return ok },
		"data":        func(v any) (ok bool) { p.data, ok = v.(grpcplugin.DataClient); return ok },
		"resource":    func(v any) (ok bool) { p.resources, ok = v.(grpcplugin.ResourceClient); return ok },
	} {
		raw, err := protocol.Dispense(name)
		if err != nil {
			return err
		}
		if !take(raw) {
			return fmt.Errorf("the plugin's %s service is a %T", name, raw)
		}
	}
	return nil
}

// ID is the process's own, as the system numbers it.
func (p *Plugin) ID() int { return p.client.ReattachConfig().Pid }

// Stop ends the process.
func (p *Plugin) Stop() { p.client.Kill() }

// Health asks for a health check.
func (p *Plugin) Health(ctx context.Context, source backend.PluginContext) (*backend.CheckHealthResult, error) {
	request := &pluginv2.CheckHealthRequest{PluginContext: backend.ToProto().PluginContext(source)}
	response, err := p.diagnostics.CheckHealth(ctx, request)
	if err != nil {
		return nil, err
	}
	return backend.FromProto().CheckHealthResponse(response), nil
}

// Metrics gives what the process says of itself, in Prometheus' text format.
func (p *Plugin) Metrics(ctx context.Context) (string, error) {
	response, err := p.diagnostics.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{})
	if err != nil {
		return "", err
	}
	return string(response.GetMetrics().GetPrometheus()), nil
}

// Query runs queries of one panel.
func (p *Plugin) Query(ctx context.Context, source backend.PluginContext, queries ...backend.DataQuery) (backend.Responses, error) {
	return p.QueryData(ctx, &backend.QueryDataRequest{PluginContext: source, Queries: queries})
}

// QueryData is Query with all that Grafana may send besides.
func (p *Plugin) QueryData(ctx context.Context, request *backend.QueryDataRequest) (backend.Responses, error) {
	response, err := p.data.QueryData(ctx, backend.ToProto().QueryDataRequest(request))
	if err != nil {
		return nil, err
	}
	decoded, err := backend.FromProto().QueryDataResponse(response)
	if err != nil {
		return nil, err
	}
	return decoded.Responses, nil
}

// Resource gets a resource of the data source by its path and query.
func (p *Plugin) Resource(ctx context.Context, source backend.PluginContext, path, url string) (*backend.CallResourceResponse, error) {
	return p.CallResource(ctx, &backend.CallResourceRequest{PluginContext: source, Path: path, URL: url, Method: "GET"})
}

// CallResource is Resource with another method, headers or a body.
func (p *Plugin) CallResource(ctx context.Context, request *backend.CallResourceRequest) (*backend.CallResourceResponse, error) {
	stream, err := p.resources.CallResource(ctx, backend.ToProto().CallResourceRequest(request))
	if err != nil {
		return nil, err
	}
	response, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	return backend.FromProto().CallResourceResponse(response), nil
}
