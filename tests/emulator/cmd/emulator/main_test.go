package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPrintsItsAddressAndStopsWithStdin(t *testing.T) {
	stdin, closeStdin := io.Pipe()
	printed, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run([]string{"--access-key-id", "id", "--access-key-secret", "secret", "--until-stdin-closes"}, stdin, stdout)
	}()
	line, err := bufio.NewReader(printed).ReadBytes('\n')
	require.NoError(t, err)
	var said struct{ Address string }
	require.NoError(t, json.Unmarshal(line, &said))

	response, err := http.Get("http://" + said.Address + "/")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusBadRequest, response.StatusCode)
	require.NotEmpty(t, response.Header.Get("x-log-requestid"))

	require.NoError(t, closeStdin.Close())
	select {
	case err := <-ended:
		require.NoError(t, err)
	case <-time.After(10 * time.Second):
		require.Fail(t, "the emulator did not stop")
	}
}

func TestNeedsAKey(t *testing.T) {
	require.ErrorContains(t, run([]string{"--access-key-id", "id"}, nil, io.Discard), "--access-key-secret")
}
