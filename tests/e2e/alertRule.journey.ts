import { expect, test } from '@grafana/plugin-e2e';

test('a new rule starts from a query that can be evaluated as it is', async ({ alertRuleEditPage }) => {
  const query = await alertRuleEditPage.getQueryRow();
  await query.datasource.set('bookinfo');
  await expect(query.locator.getByText('Metrics', { exact: true })).toBeVisible();
  await expect(alertRuleEditPage.evaluate()).toBeOK();
});

test('a query for traces is refused in a rule, with what to do', async ({ alertRuleEditPage }) => {
  const query = await alertRuleEditPage.getQueryRow();
  await query.datasource.set('bookinfo');
  await query.locator.getByRole('radio', { name: 'Search' }).check({ force: true });
  const evaluation = await alertRuleEditPage.evaluate();
  // Not looked for on the page: plugin-e2e makes a failed request of Grafana's answer, which then shows nothing of it.
  expect(await evaluation.text()).toContain('choose the query type metrics');
});
