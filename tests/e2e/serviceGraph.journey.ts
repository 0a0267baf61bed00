import { expect, test } from '@grafana/plugin-e2e';

test('the service graph shows who calls whom, and leads to traces', async ({ explorePage, page }) => {
  await explorePage.goto();
  await explorePage.datasource.set('bookinfo');
  await page.getByRole('radio', { name: 'Service graph' }).check({ force: true });
  for (const service of ['productpage.default', 'reviews.default', 'ratings.default']) {
    await expect(page.locator('svg').getByText(service).first()).toBeVisible();
  }
  // What Grafana lays over a node to catch clicks, since 10.1; a click on the name goes to it.
  await page.locator('svg').getByText('reviews.default').first().click({ force: true });
  await page.getByText('Traces of this service', { exact: true }).click();
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible();
});
