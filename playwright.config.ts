import { defineConfig } from '@playwright/test';

/**
 * Browser tests against a running portal: PORTAL_URL, or the one of `make start`. `companyos test e2e` starts a fresh
 * one for them. The browser is the system's (CHROMIUM), never one that Playwright downloads.
 */
export default defineConfig({
  testDir: 'packages/app/e2e',
  // One portal, one story: the specs build on what the ones before them made.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  outputDir: 'e2e-report/results',
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME
    ? [['line'], ['json']]
    : [['list']],
  use: {
    baseURL: process.env.PORTAL_URL ?? 'http://localhost:7007',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
