import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { chromium } from './places';

export default defineConfig<PluginOptions>({
  testDir: '.',
  testMatch: '*.journey.ts',
  outputDir: '../../.cache/e2e',
  // One Grafana serves them all, and two cores draw its pages.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env['GRAFANA_URL'],
    viewport: { width: 1440, height: 1200 },
    // Labels are looked for in English.
    locale: 'en-US',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: existsSync(chromium) ? { executablePath: chromium, args: ['--no-sandbox'] } : {},
  },
});
