package trace

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// separateIDs gives every span an ID of its own. Spans that share one are left
// by mergeDuplicates only if they differ in kind or start:
//
//   - A client and a server are the two sides of one call, as Zipkin's tracers
//     record it (https://github.com/openzipkin/b3-propagation).
//     The client keeps the ID, the server gets a new one and becomes its child,
//     and the children of the ID go to the server, within which they happened,
//     as in Jaeger's own views.
//   - Otherwise the earliest span keeps the ID and its children.
func separateIDs(spans []*Span) {
	sharing := sharedIDs(spans)
	if len(sharing) == 0 {
		return
	}
	fresh := freshIDs(spans, sharing)
	for _, span := range spans {
		if calls := sharing[span.Parent]; calls.server != nil && span.ID != span.Parent {
			span.Parent = fresh[calls.server]
		}
	}
	for _, span := range spans {
		id, renamed := fresh[span]
		if !renamed {
			continue
		}
		shared := span.ID
		span.ID = id
		if span.Kind == KindServer && sharing[shared].client {
			span.Parent = shared
			warn(span, "It shared its ID %s with the client span that called it; it is shown with the ID %s, as that span's child.", shared, id)
			continue
		}
		warn(span, "It shared its ID %s with another span; it is shown with the ID %s.", shared, id)
	}
}

// sharers are the spans that share an ID.
type sharers struct {
	// keeper is the one that keeps it.
	keeper *Span
	// client says that the keeper is a client; server is then the earliest server.
	client bool
	server *Span
}

// sharedIDs finds the IDs that more than one span has.
func sharedIDs(spans []*Span) map[SpanID]sharers {
	count := make(map[SpanID]int, len(spans))
	for _, span := range spans {
		count[span.ID]++
	}
	groups := map[SpanID][]*Span{}
	for _, span := range spans {
		if count[span.ID] > 1 {
			groups[span.ID] = append(groups[span.ID], span)
		}
	}
	sharing := make(map[SpanID]sharers, len(groups))
	for id, group := range groups {
		found := sharers{keeper: group[0]}
		if i := slices.IndexFunc(group, isKind(KindClient)); i >= 0 {
			found.keeper, found.client = group[i], true
			if i := slices.IndexFunc(group, isKind(KindServer)); i >= 0 {
				found.server = group[i]
			}
		}
		sharing[id] = found
	}
	return sharing
}

func isKind(kind Kind) func(*Span) bool {
	return func(span *Span) bool { return span.Kind == kind }
}

// freshIDs chooses IDs that no span has, for those that can't keep theirs. The
// same spans get the same ones each time, so that a link to one stays good.
func freshIDs(spans []*Span, sharing map[SpanID]sharers) map[*Span]SpanID {
	used := make(map[SpanID]bool, len(spans))
	for _, span := range spans {
		used[span.ID], used[span.Parent] = true, true
	}
	fresh := map[*Span]SpanID{}
	for _, span := range spans {
		if found, shared := sharing[span.ID]; !shared || found.keeper == span {
			continue
		}
		id := hashedID(span, 0)
		for attempt := uint64(1); id == 0 || used[id]; attempt++ {
			id = hashedID(span, attempt)
		}
		used[id] = true
		fresh[span] = id
	}
	return fresh
}

// hashedID derives an ID from what tells a span from those that share its ID.
func hashedID(span *Span, attempt uint64) SpanID {
	hash := fnv.New64a()
	for _, number := range []uint64{uint64(span.ID), uint64(span.Start.UnixNano()), attempt} {
		hash.Write(binary.BigEndian.AppendUint64(nil, number))
	}
	hash.Write([]byte(span.Kind))
	return SpanID(hash.Sum64())
}
