import { expect, test } from '@grafana/plugin-e2e';

test('the service graph shows who calls whom, and leads to traces', async ({ explorePage, page }) => {
  await explorePage.goto();
  await explorePage.datasource.set('bookinfo');
  await page.getByRole('radio', { name: 'Service graph' }).check({ force: true });
  for (const service of ['productpage.default', 'reviews.default', 'ratings.default']) {
    await expect(page.locator('svg').getByText(service).first()).toBeVisible();
  }
  await page.locator('svg').getByText('reviews.default').first().click();
  await page.getByText('Traces', { exact: false }).last().click();
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible();
});
