import { expect, test } from '@grafana/plugin-e2e';
import { samples } from '../demo/places';

for (const { uid, failed } of samples) {
  test(`a trace of ${uid} by its ID`, async ({ explorePage, page }) => {
    await explorePage.goto();
    await explorePage.datasource.set(uid);
    await page.getByRole('radio', { name: 'Trace ID' }).check({ force: true });
    await page.getByRole('textbox', { name: 'Trace ID' }).fill(failed);
    await page.keyboard.press('Enter');
    await expect(page.getByText(failed).first()).toBeVisible();
    await expect(
      page.getByTestId('TraceTimelineViewer').or(page.getByText('Service & Operation')).first(),
    ).toBeVisible();
  });
}

test('a search by service and status opens one of the traces that it finds', async ({ explorePage, page }) => {
  await explorePage.goto();
  await explorePage.datasource.set('bookinfo');
  const service = page.getByRole('combobox', { name: 'Service', exact: true });
  await service.click();
  await page
    .getByRole('option', { name: 'ratings.default' })
    .or(page.getByText('ratings.default', { exact: true }))
    .first()
    .click();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByText('error', { exact: true }).last().click();
  const link = page.getByRole('table').getByRole('link').first();
  await expect(link).toBeVisible();
  await link.click();
  await expect(page.getByText('Service & Operation')).toBeVisible();
});
