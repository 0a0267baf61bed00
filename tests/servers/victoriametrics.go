package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// startVictoriaMetrics starts a binary that scrapes an address each second and
// waits until it is ready. It answers like a Prometheus at the URL.
func startVictoriaMetrics(ctx context.Context, binary, scraped string) (store *server, url string, err error) {
	ports, err := freePorts(1)
	if err != nil {
		return nil, "", err
	}
	folder, err := os.MkdirTemp("", "victoriametrics-")
	if err != nil {
		return nil, "", err
	}
	// https://docs.victoriametrics.com/victoriametrics/sd_configs/#static_configs
	config := filepath.Join(folder, "scrape.yaml")
	text := fmt.Sprintf("global: {scrape_interval: 1s}\nscrape_configs: [{job_name: jaeger, static_configs: [{targets: ['%s']}]}]\n", scraped)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, "", errors.Join(err, os.RemoveAll(folder))
	}
	address := fmt.Sprintf("127.0.0.1:%d", ports[0])
	arguments := []string{
		"-storageDataPath=" + filepath.Join(folder, "data"), "-httpListenAddr=" + address, "-promscrape.config=" + config,
		// What was scraped is there at once.
		"-search.latencyOffset=0s",
	}
	store, err = startServer("VictoriaMetrics", folder, binary, arguments, nil)
	if err != nil {
		return nil, "", err
	}
	url = "http://" + address
	return store, url, store.awaitReady(ctx, url+"/health")
}
