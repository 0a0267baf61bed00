import { newSpan, tagsOf, type Kind, type Link, type Span, type Trace } from '../model';
import type { Random } from '../random';
import { applicationResource, emoji, proxyResource, proxyService, voteBot, voting, web, type Pod } from './mesh';
import { doughnut, exception, failure, type Choice } from './votes';

/** What a request of the robot is for. */
export interface Errand {
  /** The vote; without one, the list of emoji is fetched. */
  choice?: Choice;
  /** The trace from whose list the choice was made. */
  chosenFrom?: Link;
  /** How long voting holds the vote up, µs. */
  delay?: number;
}

const grpcScope = {
  scopeName: 'go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc',
  scopeVersion: '0.49.0',
};
const httpScope = {
  scopeName: 'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
  scopeVersion: '0.49.0',
};

/** gRPC's status codes: https://grpc.io/docs/guides/status-codes/ */
const grpcOK = 0n;
const grpcUnknown = 2n;

/** Where in the mesh a request goes. */
interface Hop {
  from: Pod;
  to: Pod;
  /** The proxies' operation, and the request's path. */
  path: string;
  authority: string;
  method: string;
}

/** What a server says, and after how many µs. */
interface Answer {
  elapsed: number;
  failed: boolean;
}

/** One request of the robot through the mesh, its first span at 0 µs. */
export function emojivotoTrace(id: string, random: Random, errand: Errand): Trace {
  return new Request(id, random, errand).run();
}

class Request {
  private readonly spans: Span[] = [];

  constructor(
    private readonly traceID: string,
    private readonly random: Random,
    private readonly errand: Errand,
  ) {}

  run(): Trace {
    const path = this.errand.choice ? '/api/vote' : '/api/list';
    const target = this.errand.choice ? `${path}?choice=${this.errand.choice.shortcode}` : path;
    const bot = this.application(voteBot, `GET ${path}`, 'client', undefined, 0, httpScope);
    bot.links = this.errand.chosenFrom ? [this.errand.chosenFrom] : [];
    const hop = { from: voteBot, to: web, path, authority: 'web-svc.emojivoto:80', method: 'GET' };
    const sent = this.pause();
    const answer = this.throughProxies(hop, bot, sent, (proxy, start) => this.site(proxy, start, path, target));
    bot.duration = sent + answer.elapsed + this.pause();
    this.finishHttp(bot, answer.failed, `http://${hop.authority}${target}`);
    return { id: this.traceID, spans: this.spans };
  }

  /** The site answers REST by asking emoji, and for a vote voting as well. */
  private site(parent: Span, start: number, path: string, target: string): Answer {
    const span = this.application(web, path, 'server', parent, start, httpScope);
    const { choice } = this.errand;
    let now = start + this.random.integer(200, 900);
    let failed = false;
    const ask = (to: Pod, service: string, method: string) => {
      const answer = this.grpc(to, `emojivoto.v1.${service}`, method, span, now);
      now += answer.elapsed + this.random.integer(100, 500);
      failed = answer.failed;
    };
    if (choice) {
      ask(emoji, 'EmojiService', 'FindByShortcode');
      ask(voting, 'VotingService', choice.method);
    } else {
      ask(emoji, 'EmojiService', 'ListAll');
    }
    span.duration = now - start + this.pause();
    this.finishHttp(span, failed, `http://web-svc.emojivoto:80${target}`);
    return { elapsed: span.duration, failed };
  }

  private grpc(to: Pod, service: string, method: string, parent: Span, start: number): Answer {
    const name = `${service}/${method}`;
    const client = this.application(web, name, 'client', parent, start, grpcScope);
    const hop = { from: web, to, path: `/${name}`, authority: `${to.container}.emojivoto:8080`, method: 'POST' };
    const sent = this.pause();
    const answer = this.throughProxies(hop, client, start + sent, (proxy, at) => this.serve(to, name, proxy, at));
    client.duration = sent + answer.elapsed + this.pause();
    this.finishGrpc(client, service, method, answer.failed);
    client.tags.push({ key: 'net.peer.name', value: `${to.container}.emojivoto` });
    return { elapsed: client.duration, failed: answer.failed };
  }

  private serve(pod: Pod, name: string, parent: Span, start: number): Answer {
    const span = this.application(pod, name, 'server', parent, start, grpcScope);
    const [service = '', method = ''] = name.split('/');
    const failed = method === doughnut.method;
    const voted = pod === voting ? this.errand.choice : undefined;
    const delay = voted ? this.errand.delay : undefined;
    span.duration = this.random.integer(300, 2_500) + (delay ?? 0);
    this.finishGrpc(span, service, method, failed);
    if (voted) {
      span.tags.push(...tagsOf({ 'emojivoto.emoji': voted.unicode, 'emojivoto.shortcode': voted.shortcode }));
    }
    if (delay !== undefined) {
      const tags = tagsOf({ 'lock.name': 'votes', 'lock.waiters': 7n, 'lock.fair': false, 'lock.load': 0.97 });
      span.events.push({ time: start + 180, name: 'waiting for lock', tags });
    }
    if (failed) {
      span.events.push({ time: start + span.duration - 60, name: 'exception', tags: exception() });
    }
    return { elapsed: span.duration, failed };
  }

  /** A request passes the proxy of its sender and that of its receiver; `work` begins behind both. */
  private throughProxies(hop: Hop, parent: Span, start: number, work: (proxy: Span, start: number) => Answer): Answer {
    const outbound = this.proxy(hop.from, hop, 'outbound', parent, start);
    const received = start + this.pause();
    const inbound = this.proxy(hop.to, hop, 'inbound', outbound, received);
    const handed = received + this.pause();
    const answer = work(inbound, handed);
    inbound.duration = handed - received + answer.elapsed + this.pause();
    outbound.duration = received - start + inbound.duration + this.pause();
    // gRPC says its status in trailers, so a proxy sees 200 for every call that was answered.
    const status = answer.failed && hop.method === 'GET' ? 500n : 200n;
    for (const span of [outbound, inbound]) {
      span.tags.push({ key: 'http.status_code', value: status });
    }
    return { elapsed: outbound.duration, failed: answer.failed };
  }

  private proxy(at: Pod, hop: Hop, direction: 'inbound' | 'outbound', parent: Span, start: number): Span {
    const span = newSpan({
      ...this.ids(parent),
      service: proxyService,
      operation: hop.path,
      kind: direction === 'inbound' ? 'server' : 'client',
      start,
      tags: tagsOf({ direction, authority: hop.authority, 'http.method': hop.method, 'http.path': hop.path }),
      resource: proxyResource(at),
      scopeName: proxyService,
    });
    this.spans.push(span);
    return span;
  }

  private application(
    pod: Pod,
    operation: string,
    kind: Kind,
    parent: Span | undefined,
    start: number,
    scope: Pick<Span, 'scopeName' | 'scopeVersion'>,
  ): Span {
    const resource = applicationResource(pod);
    const span = newSpan({ ...this.ids(parent), service: pod.service, operation, kind, start, resource, ...scope });
    this.spans.push(span);
    return span;
  }

  private ids(parent: Span | undefined) {
    return { traceID: this.traceID, spanID: this.random.hex(16), parentSpanID: parent?.spanID ?? '' };
  }

  private finishHttp(span: Span, failed: boolean, url: string) {
    span.tags.push(...tagsOf({ 'http.method': 'GET', 'http.status_code': failed ? 500n : 200n, 'http.url': url }));
    span.status = failed ? 'error' : 'unset';
    span.statusMessage = failed && span.kind === 'client' ? '500 Internal Server Error' : '';
  }

  private finishGrpc(span: Span, service: string, method: string, failed: boolean) {
    span.tags.push(
      ...tagsOf({
        'rpc.system': 'grpc',
        'rpc.service': service,
        'rpc.method': method,
        'rpc.grpc.status_code': failed ? grpcUnknown : grpcOK,
      }),
    );
    span.status = failed ? 'error' : 'unset';
    span.statusMessage = failed ? failure : '';
  }

  /** A moment on the wire, µs. */
  private pause(): number {
    return this.random.integer(40, 260);
  }
}
