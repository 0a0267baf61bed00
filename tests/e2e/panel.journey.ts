import { expect, test } from '@grafana/plugin-e2e';
import { pluginID } from '../demo/places';

/** A dashboard with a variable of services and a panel of two queries that take it. */
function board(uid: string) {
  const datasource = { type: pluginID, uid: 'bookinfo' };
  return {
    overwrite: true,
    dashboard: {
      uid,
      title: 'Two queries and a variable',
      time: { from: 'now-1h', to: 'now' },
      templating: {
        list: [
          {
            name: 'service',
            type: 'query',
            datasource,
            query: { kind: 'services', refId: 'services' },
            refresh: 1,
            current: { text: 'reviews.default', value: 'reviews.default' },
          },
        ],
      },
      panels: [
        {
          id: 1,
          title: 'Two queries',
          type: 'table',
          datasource,
          gridPos: { x: 0, y: 0, w: 24, h: 16 },
          targets: [
            { refId: 'A', datasource, queryType: 'search', service: '$service', limit: 5 },
            {
              refId: 'B',
              datasource,
              queryType: 'metrics',
              measure: 'count',
              over: 'spans',
              topBy: 'count',
              seriesLimit: 5,
              service: '$service',
              instant: true,
            },
          ],
        },
      ],
    },
  };
}

test('a panel with two queries follows its variable', async ({ gotoDashboardPage, page }) => {
  const uid = 'lsj-e2e-panel';
  const made = await page.request.post('/api/dashboards/db', { data: board(uid) });
  expect(made.ok()).toBe(true);
  try {
    const dashboard = await gotoDashboardPage({ uid });
    const asked = (service: string) =>
      page.waitForResponse(async (response) => {
        const body = response.request().postData() ?? '';
        return response.url().includes('/api/ds/query') && body.split(`"service":"${service}"`).length === 3;
      });
    const first = asked('reviews.default');
    await dashboard.refreshDashboard();
    expect((await first).ok()).toBe(true);
    const panel = dashboard.getPanelByTitle('Two queries');
    await expect(panel.locator.getByRole('table')).toBeVisible();
    await expect(panel.getErrorIcon()).toHaveCount(0);

    const second = asked('ratings.default');
    await page.goto(`/d/${uid}?var-service=ratings.default`);
    const response = await second;
    expect(response.ok()).toBe(true);
    const { results } = (await response.json()) as { results: Record<string, { frames: unknown[]; error?: string }> };
    for (const refId of ['A', 'B']) {
      expect(results[refId]?.error).toBeUndefined();
      expect(results[refId]?.frames.length).toBeGreaterThan(0);
    }
  } finally {
    await page.request.delete(`/api/dashboards/uid/${uid}`);
  }
});
