import { newSpan, tagsOf, type Span, type StoredSpan } from '../model';
import { Random } from '../random';
import { writers, type Dialect } from '../writers/dialects';

/** The dialects in which the odd traces are stored: the two that people have most of. */
export type AwkwardDialect = Extract<Dialect, 'L1' | 'T1'>;

/** A trace whose shape is odd, as it is stored. */
export interface Shape {
  name: string;
  traceID: string;
  /** The records, in the order of writing. */
  stored: StoredSpan[];
  /** How many different spans a reader can make of the records. */
  spans: number;
  /** How many of the spans failed. */
  errors: number;
  /** What is odd, in a sentence. */
  about: string;
}

/** Makes the spans of one trace, and the records of one dialect. */
class Maker {
  readonly traceID: string;
  private readonly random: Random;
  private made = 0;

  constructor(
    private readonly dialect: AwkwardDialect,
    private readonly start: number,
    name: string,
  ) {
    this.random = new Random(`awkward/${dialect}/${name}`);
    this.traceID = this.random.hex(32);
  }

  span(fields: Partial<Span> = {}): Span {
    this.made += 1;
    return newSpan({
      traceID: this.traceID,
      spanID: this.random.hex(16),
      service: 'odd',
      operation: `step ${this.made}`,
      kind: 'internal',
      start: this.start + this.made * 1_000,
      duration: 50_000 - this.made * 1_000,
      ...fields,
    });
  }

  write(span: Span): StoredSpan {
    return writers[this.dialect](span);
  }
}

type Build = (make: Maker) => Pick<Shape, 'stored' | 'spans' | 'errors' | 'about'>;

function whole(make: Maker, spans: Span[], about: string, distinct = spans.length) {
  return { stored: spans.map((span) => make.write(span)), spans: distinct, errors: 0, about };
}

const shapes: Record<string, Build> = {
  cycle: (make) => {
    const [first, second, third] = [make.span(), make.span(), make.span()];
    first.parentSpanID = third.spanID;
    second.parentSpanID = first.spanID;
    third.parentSpanID = second.spanID;
    return whole(make, [first, second, third], 'Three spans are each the parent of the next; there is no root.');
  },
  'own parent': (make) => {
    const root = make.span();
    const span = make.span();
    span.parentSpanID = span.spanID;
    return whole(make, [root, span], 'A span is its own parent, beside a root.');
  },
  duplicates: (make) => {
    const root = make.span();
    const child = make.span({ parentSpanID: root.spanID });
    return whole(make, [root, child, child, root, child], 'Two spans are stored five times, as retries leave them.', 2);
  },
  'missing parent': (make) => {
    const root = make.span();
    const orphan = make.span({ parentSpanID: '00000000deadbeef' });
    const child = make.span({ parentSpanID: orphan.spanID });
    return whole(make, [root, orphan, child], 'The parent of the second span was never stored.');
  },
  'two roots': (make) => {
    const [first, second] = [make.span(), make.span()];
    const child = make.span({ parentSpanID: second.spanID });
    return whole(make, [first, second, child], 'Two spans have no parent.');
  },
  'empty service': (make) => {
    const root = make.span({ service: '' });
    const child = make.span({ parentSpanID: root.spanID, service: '' });
    return whole(make, [root, child], 'The service name is empty.');
  },
  'broken JSON': (make) => {
    const root = make.span({ tags: tagsOf({ 'cut.here': 'lost' }) });
    root.events = [{ time: root.start, name: 'cut', tags: [] }];
    const child = make.span({ parentSpanID: root.spanID });
    const stored = [make.write(root), make.write(child)];
    for (const content of stored[0]?.contents ?? []) {
      if (content[0] === 'attribute' || content[0] === 'logs') {
        content[1] = content[1].slice(0, -3);
      }
    }
    return { stored, spans: 2, errors: 0, about: "The root's JSON (attribute and logs) ends in the middle." };
  },
  'no span ID': (make) => {
    const root = make.span();
    const nameless = make.write(make.span({ parentSpanID: root.spanID }));
    nameless.contents = nameless.contents.filter(([key]) => key !== 'spanID');
    return { stored: [make.write(root), nameless], spans: 1, errors: 0, about: 'The second record has no span ID.' };
  },
};

/** Log Service hands at most this many bytes of a field to SQL, unless the index says otherwise. */
export const sqlFieldBytes = 2_048;

/** The tag `error` stands behind what SQL sees of `attribute`; only the record as a whole shows that it failed. */
const longAttribute: Build = (make) => {
  const statement = `select ${'x'.repeat(sqlFieldBytes)}`;
  const root = make.span();
  const child = make.span({ parentSpanID: root.spanID, tags: tagsOf({ 'db.statement': statement, error: true }) });
  const about = 'The second span says that it failed only at the end of an attribute longer than SQL sees.';
  return { ...whole(make, [root, child], about), errors: 1 };
};

/** The odd traces of a dialect, each beginning a second after the one before; `start` is in µs since the epoch. */
export function oddTraces(dialect: AwkwardDialect, start: number): Shape[] {
  const builds = Object.entries(dialect === 'T1' ? { ...shapes, 'long attribute': longAttribute } : shapes);
  return builds.map(([name, build], index) => {
    const make = new Maker(dialect, start + index * 1_000_000, name);
    return { name, traceID: make.traceID, ...build(make) };
  });
}
