package jaeger

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// Services implements trace.Reader. Jaeger's list knows no range of time.
func (r *Reader) Services(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	taken := newLedger()
	services, err := r.services(ctx, taken)
	return chosen(taken, services, query), err
}

// Operations implements trace.Reader. Jaeger's list knows no range of time.
func (r *Reader) Operations(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	taken := newLedger()
	services, err := r.asked(ctx, taken, query.Service)
	if err != nil {
		return chosen(taken, nil, query), err
	}
	all := make([][]string, len(services))
	err = each(ctx, taken, r.config.MaxRequests, services, func(ctx context.Context, own *ledger, i int, service string) (err error) {
		all[i], err = r.operations(ctx, own, service)
		return err
	})
	return chosen(taken, slices.Concat(all...), query), err
}

// chosen are the names that begin as asked for, as many as asked for.
func chosen(taken *ledger, names []string, query trace.NamesQuery) trace.Names {
	names = slices.DeleteFunc(sorted(names), func(name string) bool { return !beginsWith(name, query.Prefix) })
	most := min(len(names), max(query.Limit, 0))
	return trace.Names{Values: names[:most], More: len(names) > most, Account: taken.account()}
}

func beginsWith(name, prefix string) bool {
	return strings.HasPrefix(strings.ToLower(name), strings.ToLower(prefix))
}

func (r *Reader) operations(ctx context.Context, taken *ledger, service string) (operations []string, err error) {
	err = r.ask(ctx, taken, func(has generations) (err error) {
		if has.usesV3() {
			operations, err = r.operationsFrom(ctx, taken, "api/v3/operations", service)
			return err
		}
		operations, err = r.operationsFrom(ctx, taken, "api/operations", service)
		var refused *Error
		if errors.As(err, &refused) && (refused.NotExist() || refused.missing()) && strings.Trim(service, ".") != "" {
			// Some services have the older path only.
			operations, err = r.operationsFrom(ctx, taken, "api/services/"+url.PathEscape(service)+"/operations", "")
		}
		return err
	})
	return operations, err
}

// operationsFrom reads the names of operations: {"operations":[…]} of v3, {"data":[…]} of
// v1, each a text or an object with the name.
func (r *Reader) operationsFrom(ctx context.Context, taken *ledger, path, service string) (names []string, err error) {
	values := url.Values{}
	if service != "" {
		values.Set("service", service)
	}
	var answer struct{ Data, Operations []operation }
	err = r.client.get(ctx, taken, path, values, func(body io.Reader) error {
		return json.NewDecoder(body).Decode(&answer)
	})
	for _, one := range slices.Concat(answer.Data, answer.Operations) {
		names = append(names, one.name)
	}
	return names, err
}

type operation struct{ name string }

// UnmarshalJSON implements json.Unmarshaler.
func (o *operation) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &o.name) == nil {
		return nil
	}
	var named struct{ Name string }
	err := json.Unmarshal(raw, &named)
	o.name = named.Name
	return err
}
