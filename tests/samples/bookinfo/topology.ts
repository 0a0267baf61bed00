import { newSpan, type Span, type Trace } from '../model';
import { Random } from '../random';
import {
  details,
  envoyTags,
  failed,
  gateway,
  operation,
  processTags,
  productpage,
  ratings,
  reviews,
  type Exchange,
  type Pod,
} from './mesh';

/** What happens to a request for the product page. */
export interface Course {
  version: keyof typeof reviews;
  /** The gateway finds no healthy pod of the product page. */
  unavailable?: boolean;
  /** The ratings' container is down: its sidecar answers 503. */
  ratingsDown?: boolean;
  /** The canary takes longer than the product page waits, and is asked again. */
  reviewsTimeout?: boolean;
}

/** How long the product page waits for reviews, µs. It asks twice. */
const reviewsPatience = 3_000_000;

/** How often Istio tries a request that ends with 503. */
const attempts = 3;

/** What a server says, and after how many µs. */
interface Answer {
  elapsed: number;
  status: number;
  flags: string;
  size: number;
}

/** A server's work: it may add the spans of its own calls from `start` on, under `parent`. */
type Work = (parent: Span, start: number) => Answer;

/**
 * One request for the product page through the mesh, its first span at 0 µs.
 * Each call leaves a span of the caller's sidecar and one of the callee's.
 */
export function bookinfoTrace(id: string, random: Random, course: Course): Trace {
  return new Request(id, random, course).run();
}

class Request {
  private readonly spans: Span[] = [];
  private readonly requestID: string;

  constructor(
    private readonly traceID: string,
    private readonly random: Random,
    private readonly course: Course,
  ) {
    this.requestID = random.uuid();
  }

  run(): Trace {
    if (this.course.unavailable) {
      const answer = { elapsed: this.random.integer(120, 400), status: 503, flags: 'UH', size: 19 };
      this.span(this.exchange(gateway, productpage, '/productpage', answer), 'client', '', 0, answer.elapsed);
    } else {
      this.call(gateway, productpage, '/productpage', 0, '', (parent, start) => this.page(parent, start));
    }
    return { id: this.traceID, spans: this.spans };
  }

  /** The product page asks for details, then for reviews, up to twice. */
  private page(parent: Span, start: number): Answer {
    let now = start + this.random.integer(2_000, 6_000);
    now += this.call(productpage, details, '/details/0', now, parent.spanID, () =>
      this.answer(this.random.integer(1_500, 6_000), 178),
    );
    now += this.random.integer(500, 1_500);
    now += this.askReviews(parent, now, this.course.reviewsTimeout ? 3_260_000 : undefined);
    if (this.course.reviewsTimeout) {
      now += this.random.integer(300, 900);
      now += this.askReviews(parent, now, 1_310_000);
    }
    return this.answer(now - start + this.random.integer(4_000, 11_000), 4_183);
  }

  private askReviews(parent: Span, start: number, forced?: number): number {
    const pod = reviews[this.course.version];
    return this.call(
      productpage,
      pod,
      '/reviews/0',
      start,
      parent.spanID,
      (span, at) => this.review(span, at, forced),
      reviewsPatience,
    );
  }

  /** Reviews of v1 have no stars; the others ask ratings, and do without if it fails. */
  private review(parent: Span, start: number, forced?: number): Answer {
    const { version, ratingsDown } = this.course;
    let now = start + this.random.integer(800, 2_500);
    if (version !== 'v1') {
      now += this.call(reviews[version], ratings, '/ratings/0', now, parent.spanID, () =>
        ratingsDown
          ? { elapsed: this.random.integer(300, 900), status: 503, flags: 'UF', size: 91 }
          : this.answer(this.random.integer(900, 4_000), 48),
      );
    }
    const own = version === 'v3' ? this.random.integer(420_000, 880_000) : this.random.integer(3_000, 9_000);
    return this.answer(forced ?? now - start + own, version === 'v1' ? 295 : 379);
  }

  private answer(elapsed: number, size: number): Answer {
    return { elapsed, status: 200, flags: '-', size };
  }

  /**
   * Adds the spans of one call and returns how long the caller waited. A 503 is
   * tried again, each time with a span of the callee's sidecar. A caller that has
   * waited for `patience` µs goes away, and both sidecars close their spans
   * without a status.
   */
  private call(from: Pod, to: Pod, path: string, start: number, parentID: string, work: Work, patience = Infinity) {
    const client = this.span(this.exchange(from, to, path), 'client', parentID, start, 0);
    let now = start;
    let answer: Answer;
    let tries = 0;
    do {
      now += this.random.integer(250, 900);
      const server = this.span(this.exchange(from, to, path), 'server', client.spanID, now, 0);
      answer = within(work(server, now), start + patience - now);
      this.finish(server, this.exchange(from, to, path, answer), 'server', answer.elapsed);
      now += answer.elapsed;
      tries += 1;
    } while (answer.status === 503 && tries < attempts);
    const seen = tries === attempts ? { ...answer, flags: 'URX' } : answer;
    const waited = now - start + (answer.status === 0 ? 0 : this.random.integer(150, 600));
    this.finish(client, this.exchange(from, to, path, seen), 'client', waited);
    return waited;
  }

  private exchange(from: Pod, to: Pod, path: string, answer?: Answer): Exchange {
    const { status = 0, flags = '-', size = 0 } = answer ?? {};
    return { from, to, path, requestID: this.requestID, status, flags, responseSize: size };
  }

  private span(exchange: Exchange, side: 'client' | 'server', parentSpanID: string, start: number, duration: number) {
    const reporter = side === 'client' ? exchange.from : exchange.to;
    const span = newSpan({
      traceID: this.traceID,
      spanID: this.random.hex(16),
      parentSpanID,
      service: reporter.service,
      operation: operation(exchange),
      kind: side,
      start,
      resource: processTags(reporter),
    });
    this.finish(span, exchange, side, duration);
    this.spans.push(span);
    return span;
  }

  private finish(span: Span, exchange: Exchange, side: 'client' | 'server', duration: number) {
    span.duration = duration;
    span.tags = envoyTags(exchange, side);
    span.status = failed(exchange.status) ? 'error' : 'unset';
  }
}

/** The answer, or Envoy's word for a caller that went away (DC) if it took longer than `limit` µs. */
function within(answer: Answer, limit: number): Answer {
  return answer.elapsed <= limit ? answer : { elapsed: limit, status: 0, flags: 'DC', size: 0 };
}
