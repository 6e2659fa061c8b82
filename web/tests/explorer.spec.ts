import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './server';

test('the first screen answers the headline question', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who has worked with whom');
  await expect(page.getByRole('button', { name: 'Theme: Climate' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Area: Baltic Sea region' })).toBeVisible();
  await expect(page.getByText(/^\d+ ties$/)).toBeVisible();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(26); // 25 and the head
  await expect(page.getByRole('img', { name: /drawn as a network/ }).locator('canvas').first()).toBeVisible();
  await expect(page.getByText(/Data as of/)).toBeVisible();
});

test('more ties come below the first, and go with the question', async ({ page }) => {
  await page.goto('/');
  const rows = page.getByRole('table').getByRole('row');
  for (const count of [51, 76]) {
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect(rows).toHaveCount(count);
  }
  await expect(rows.last().getByRole('cell').first()).toHaveText('75');
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(rows).toHaveCount(26);
});

test('a part of the sentence is changed by keyboard, with counts, and going back undoes it', async ({ page }) => {
  await page.goto('/');
  const theme = page.getByRole('button', { name: /^Theme: / });
  await theme.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('dialog', { name: 'Theme' });
  const any = list.getByRole('button', { name: /^any/ });
  await expect(any).toHaveText(/any\s*[\d,]+/);
  await list.getByRole('searchbox').fill('youth');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(theme).toHaveAccessibleName(/Theme: .*[Yy]outh/);
  expect(new URL(page.url()).searchParams.get('theme')).toMatch(/^theme:/);
  await page.goBack();
  await expect(theme).toHaveAccessibleName('Theme: Climate');
});

test('an address holds the whole question', async ({ page }) => {
  await page.goto('/?theme=any&area=any&from=any&to=any&borders=any&partners=5');
  await expect(page.getByRole('button', { name: 'Theme: any' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Partners: up to 5' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Borders: at home and abroad' })).toBeVisible();
});

test('nothing found says what to do', async ({ page }) => {
  await page.goto('/?from=1950&to=1951');
  await expect(page.getByText(/No ties here/)).toBeVisible();
});

test('a server that is gone is said so, and asked again', async ({ page, complaints }) => {
  await page.route('**/graphql', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByRole('alert').first()).toContainText('The server does not answer');
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.getByText(/^\d+ ties$/)).toBeVisible();
  complaints.length = 0; // the browser reports the requests that this test broke off
});

test('the question is handed over', async ({ page, context }) => {
  await page.goto('/');
  for (const [form, says] of [
    ['GraphQL', 'query Ties('],
    ['curl', "curl -s 'http://127.0.0.1"],
    ['Python', 'from urllib.request import'],
    ['R', 'library(httr2)'],
  ] as const) {
    await page.getByRole('button', { name: form, exact: true }).click();
    await expect(page.getByText(`Copied as ${form}`, { exact: true })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(says);
  }
  const link = page.getByRole('link', { name: 'Open in the playground' });
  const playground = await context.newPage();
  await playground.goto((await link.getAttribute('href'))!);
  await playground.getByRole('button', { name: /Execute query/i }).click();
  await expect(playground.locator('.result-window')).toContainText('totalCount');
});

test('the table is saved as CSV', async ({ page }) => {
  await page.goto('/');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Table (CSV)' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('ties.csv');
  const total = Number((await page.getByText(/^\d+ ties$/).textContent())!.split(' ')[0]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\r\n');
  expect(lines[0]).toBe('\ufefforganisation_1,name_1,country_1,organisation_2,name_2,country_2,projects,weight,first,last');
  expect(lines.length).toBe(total + 1);
});

test('Polish is chosen and kept', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Language').selectOption('pl');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kto z kim współpracował');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'pl');
});

test('embedded, the page has no head', async ({ page, request }) => {
  await page.goto('/?embed');
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('banner')).toHaveCount(0);
  const framed = await request.get('/?embed');
  expect(framed.headers()['content-security-policy']).toContain('frame-ancestors *');
  expect(framed.headers()['x-frame-options']).toBeUndefined();
  const alone = await request.get('/');
  expect(alone.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of Object.entries({ desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 740 } })) {
    test(`axe finds nothing: ${colorScheme}, ${device}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.goto('/');
      await expect(page.getByText(/Data as of/)).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide).toBe(0);
    });
  }
}

test('the first screen is small', async ({ page }) => {
  let bytes = 0;
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  client.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  await page.goto('/');
  await expect(page.getByText(/Data as of/)).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(bytes).toBeLessThan(300_000);
});
