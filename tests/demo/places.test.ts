/** @jest-environment node */
import { boards as written } from '../../src/dashboards';
import { exploreURL, guide, jaegerUID, missing, pluginID, samples } from './places';

/** A demo with nothing beside Grafana. */
const alone = { loki: false, jaeger: false };

/** What an Explore URL asks, as Explore reads it. */
function asked(url: string): unknown {
  return JSON.parse(new URL(url).searchParams.get('panes') ?? '');
}

test('an address of Explore holds the query as it is, whatever its text', () => {
  const source = { type: 'loki', uid: 'loki' };
  const url = exploreURL('http://127.0.0.1:3000', source, { expr: '{a="b&c"} |= "50% #1"' });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/explore\?schemaVersion=1&/);
  expect(asked(url)).toEqual({
    a: {
      datasource: 'loki',
      queries: [{ refId: 'A', datasource: source, expr: '{a="b&c"} |= "50% #1"' }],
      range: { from: 'now-1h', to: 'now' },
    },
  });
});

describe('the guide', () => {
  test('leads to the dashboard, and to a search, two traces and the service graph of each sample', () => {
    const urls = guide('http://127.0.0.1:3000', alone).match(/http\S+/g) ?? [];
    expect(urls).toContain('http://127.0.0.1:3000/d/logservice-jaeger-traces');
    const boards = Object.values(written).map(({ uid }) => uid);
    for (const [, uid] of urls.join(' ').matchAll(/\/d\/([\w-]+)/g)) {
      expect(boards).toContain(uid);
    }
    const queries = urls.filter((url) => url.includes('/explore?')).map((url) => JSON.stringify(asked(url)));
    for (const { uid, slow, failed } of samples) {
      const source = `"datasource":{"type":"${pluginID}","uid":"${uid}"}`;
      const ours = queries.filter((query) => query.includes(source));
      expect(ours).toHaveLength(4);
      expect(ours.join()).toContain('"queryType":"search"');
      expect(ours.join()).toContain('"queryType":"serviceGraph"');
      expect(ours.join()).toContain(slow);
      expect(ours.join()).toContain(failed);
    }
  });

  test('speaks of log lines only when there are any', () => {
    expect(guide('http://h', { ...alone, loki: true })).toMatch(/Loki/);
    expect(guide('http://h', alone)).not.toMatch(/Loki|log lines/);
  });

  test('speaks of Jaeger only when there is one, and asks it for both samples', () => {
    const text = guide('http://h', { ...alone, jaeger: true });
    const asks = (text.match(/http\S+/g) ?? [])
      .filter((url) => url.includes(jaegerUID))
      .map((url) => decodeURIComponent(url));
    expect(asks).toHaveLength(3);
    // Jaeger searches one service at a time.
    expect(asks.join()).toContain('"queryType":"search","service":"productpage.default"');
    for (const { slow } of samples) {
      expect(asks.join()).toContain(slow);
    }
    expect(guide('http://h', alone)).not.toMatch(/jaeger-query|Jaeger Query/);
  });

  test('what is missing is told', () => {
    expect(missing({ loki: true, jaeger: true })).toEqual([]);
    expect(missing({ loki: true, jaeger: false })).toEqual([expect.stringMatching(/no Jaeger .*make test-servers/)]);
    expect(missing(alone)).toEqual([expect.stringMatching(/no Loki .* and no Jaeger .*make test-servers/)]);
  });
});
