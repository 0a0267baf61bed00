import { expect, test, type DataSourceConfigPage } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';
import { pluginID } from '../demo/places';
import { Project } from '../samples/client';
import { key } from './places';

/** The settings of the provisioned data source that this is a copy of. */
interface Provisioned {
  jsonData: { endpoint: string };
}

async function endpointOf(page: Page): Promise<string> {
  const response = await page.request.get('/api/datasources/uid/bookinfo');
  return ((await response.json()) as Provisioned).jsonData.endpoint;
}

/** Fills in the form as a person does who has a logstore and an access key. */
async function fill(page: Page, texts: { project: string; logstore: string; secret: string }): Promise<void> {
  await page.getByLabel(/^Endpoint/).fill(await endpointOf(page));
  await page.getByLabel(/^Project/).fill(texts.project);
  await page.getByRole('radio', { name: 'Logstore' }).check({ force: true });
  await page.getByRole('textbox', { name: /^Logstore/ }).fill(texts.logstore);
  await page.getByLabel(/^Access key ID/).fill(key.accessKeyId);
  await page.getByLabel(/^Access key secret/).fill(texts.secret);
}

/** What Grafana shows after "Save & test". */
async function verdict(page: Page, config: DataSourceConfigPage): Promise<Locator> {
  await config.saveAndTest();
  return page
    .getByRole('alert')
    .or(page.getByTestId('data-testid Alert success'))
    .or(page.getByTestId('data-testid Alert error'));
}

const bookinfo = { project: 'bookinfo', logstore: 'istio-tracing', secret: key.accessKeySecret };

test('the right settings work, and say what the logstore holds', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: pluginID });
  await fill(page, bookinfo);
  await expect((await verdict(page, config)).first()).toContainText('istio-tracing');
  await expect(config).toHaveAlert('success');
});

test('a wrong key is told', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: pluginID });
  await fill(page, { ...bookinfo, secret: 'not-the-secret' });
  await expect((await verdict(page, config)).first()).toContainText(/access key secret/);
  await expect(page.getByText('not-the-secret')).toHaveCount(0);
});

test('a wrong project is named', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: pluginID });
  await fill(page, { ...bookinfo, project: 'nowhere' });
  await expect((await verdict(page, config)).first()).toContainText('nowhere');
});

test('a logstore without an index works for traces by ID, and says what is missing', async ({
  createDataSourceConfigPage,
  page,
}) => {
  const endpoint = await endpointOf(page);
  const reachable = await fetch(endpoint).then(
    () => true,
    () => false,
  );
  test.skip(!reachable, `the emulator at ${endpoint} is not reached from here, so no logstore can be made in it`);
  await new Project({ endpoint, ...key }, 'bookinfo').create([{ name: 'unindexed', index: null }]);

  const config = await createDataSourceConfigPage({ type: pluginID });
  await fill(page, { ...bookinfo, logstore: 'unindexed' });
  await expect((await verdict(page, config)).first()).toContainText(/index/i);
});
