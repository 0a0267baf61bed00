import { expect, test } from '@grafana/plugin-e2e';
import { exploreURL, pluginID, samples } from '../demo/places';
import { grafanaURL } from './places';

for (const { uid, failed } of samples) {
  test(`from a trace of ${uid} to a span's log lines, and back`, async ({ page }) => {
    const loki = await page.request.get('/api/datasources/uid/loki');
    const lines = loki.ok() && (await page.request.get('/api/datasources/uid/loki/health')).ok();
    test.skip(!lines, 'there is no Loki beside this Grafana');

    await page.goto(exploreURL(grafanaURL(), { type: pluginID, uid }, { queryType: 'traceId', query: failed }));
    await page.getByText('Service & Operation').waitFor();
    // The first switch folds what is below a span, the second opens the span itself.
    await page.getByRole('switch').nth(1).click();
    await page
      .getByText(/Logs for this span/)
      .first()
      .click();
    const line = page.getByText(/level=|traceID=|msg=/).first();
    await line.click();
    await page.getByText(`Open the trace in ${uid}`).first().click();
    await expect(page.getByText('Service & Operation').last()).toBeVisible();
  });
}
