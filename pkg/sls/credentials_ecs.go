package sls

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
)

// ecsRoleName is what RAM allows in names of roles. It also keeps a name from
// reaching other pages of the instance's metadata.
var ecsRoleName = regexp.MustCompile(`^[A-Za-z0-9-][A-Za-z0-9.-]{0,63}$`)

// ecsKeys are the keys of the RAM role of the ECS instance, which the official
// library reads from the instance's metadata and keeps until shortly before
// they end: https://www.alibabacloud.com/help/en/ecs/user-guide/attach-an-instance-ram-role-to-an-ecs-instance
type ecsKeys struct {
	build func() (providers.CredentialsProvider, error)
	now   func() time.Time
	// state is taken out by whoever uses it: the library isn't made for several
	// goroutines, and unlike a mutex a channel can be waited for with a context.
	state chan ecsState
}

// ecsState is the library's provider and when it was made.
type ecsState struct {
	provider providers.CredentialsProvider
	made     time.Time
}

func newECSRole(role string) (Credentials, error) {
	if role != "" && !ecsRoleName.MatchString(role) {
		return nil, fmt.Errorf("%q is not the name of a RAM role: it may have letters, digits, dots and hyphens only", role)
	}
	return newECSKeys(func() (providers.CredentialsProvider, error) {
		return providers.NewECSRAMRoleCredentialsProviderBuilder().WithRoleName(role).Build()
	}), nil
}

func newECSKeys(build func() (providers.CredentialsProvider, error)) *ecsKeys {
	keys := &ecsKeys{build: build, now: time.Now, state: make(chan ecsState, 1)}
	keys.state <- ecsState{}
	return keys
}

// Format implements fmt.Formatter, so that no verb prints a secret.
func (e *ecsKeys) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "credentials of the ECS instance's role")
}

// Get implements Credentials. The library takes no context, so its work, which
// its own timeouts bound to a few seconds, goes on if this one ends.
func (e *ecsKeys) Get(ctx context.Context) (Key, error) {
	var state ecsState
	select {
	case <-ctx.Done():
		return Key{}, context.Cause(ctx)
	case state = <-e.state:
	}
	type result struct {
		key Key
		err error
	}
	done := make(chan result, 1)
	go func() {
		key, err := e.read(&state)
		e.state <- state
		done <- result{key, err}
	}()
	select {
	case <-ctx.Done():
		return Key{}, context.Cause(ctx)
	case got := <-done:
		return got.key, got.err
	}
}

func (e *ecsKeys) read(state *ecsState) (key Key, err error) {
	defer func() {
		// The library takes it for granted that the metadata are complete.
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the metadata of the ECS instance lack what a key consists of: %v", fault)
		}
		if err != nil {
			err = fmt.Errorf("no key could be had for the RAM role of the ECS instance: %w. Check that Grafana runs on an ECS instance with that role", err)
		}
	}()
	if state.provider == nil {
		if state.provider, err = e.build(); err != nil {
			return Key{}, err
		}
		state.made = e.now()
	}
	got, err := state.provider.GetCredentials()
	if err != nil {
		return Key{}, err
	}
	return Key{ID: got.AccessKeyId, Secret: got.AccessKeySecret, Token: got.SecurityToken}, nil
}

// renew implements renewer. The library has no way to drop a key but to begin
// anew.
func (e *ecsKeys) renew(Key) bool {
	select {
	case state := <-e.state:
		renewable := state.provider != nil && e.now().Sub(state.made) >= minKeyAge
		if renewable {
			state = ecsState{}
		}
		e.state <- state
		return renewable
	default:
		// Another is reading one right now.
		return true
	}
}
