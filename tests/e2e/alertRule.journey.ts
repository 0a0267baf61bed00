import { expect, test } from '@grafana/plugin-e2e';

test('a new rule starts from a query that can be evaluated as it is', async ({ alertRuleEditPage }) => {
  const query = await alertRuleEditPage.getQueryRow();
  await query.datasource.set('bookinfo');
  await expect(query.locator.getByText('Metrics', { exact: true })).toBeVisible();
  await expect(alertRuleEditPage.evaluate()).toBeOK();
});

test('a query for traces is refused in a rule, with what to do', async ({ alertRuleEditPage, page }) => {
  const query = await alertRuleEditPage.getQueryRow();
  await query.datasource.set('bookinfo');
  await query.locator.getByRole('radio', { name: 'Search' }).check({ force: true });
  await expect(alertRuleEditPage.evaluate()).not.toBeOK();
  await expect(page.getByText(/choose the query type metrics/).first()).toBeVisible();
});
