import { AxeBuilder } from '@axe-core/playwright';
import type { Download } from '@playwright/test';
import { expect, test } from './server';

async function read(download: Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const us = 'org:demo:gdansk-shore-guardians';
const call = `/?view=consortium&organisation=${us}&countries=country:FI&countries=country:SE&countries=country:LT&themes=theme:marine-environment&types=NGO&offers=EQUIPMENT&team=4`;

test('themes are drawn by year, counted otherwise, read by keyboard and saved', async ({ page }) => {
  await page.goto('/?view=trends');
  const chart = page.getByRole('img', { name: /themes, each as a chart/ });
  await expect(chart.locator('rect').first()).toBeVisible();
  const row = page.getByRole('row', { name: /^Education/ });
  await expect(row.getByRole('cell').first()).toHaveText(/^\d/);
  const before = await row.textContent();
  await page.getByLabel('Count').selectOption('weight');
  expect(new URL(page.url()).searchParams.get('count')).toBe('weight');
  await expect(row).not.toHaveText(before!);
  await page.goBack();
  await expect(row).toHaveText(before!);
  await page.getByRole('slider').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByText(/^Reading \d{4}$/)).toBeVisible();
  await page.getByRole('combobox', { name: /^Themes/ }).selectOption('other');
  await expect(page.getByRole('row', { name: /SOCIETAL CHALLENGES/ }).first()).toBeVisible();
  await page.getByRole('combobox', { name: /^Themes/ }).selectOption('common');
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(13);
  await page.getByRole('button', { name: 'Show all themes' }).click();
  expect(await rows.count()).toBeGreaterThan(13);
  await expect(row).toBeVisible();
  for (const [file, begins] of [
    ['Table (CSV)', /^\ufefftheme,label,\d{4},/],
    ['SVG', /^<\?xml[^]*<svg [^]*Education/],
    ['PNG', /^.PNG/],
  ] as const) {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: file, exact: true }).click();
    expect(await read(await waiting)).toMatch(begins);
  }
});

test('a chart says what its table says', async ({ page }) => {
  await page.goto('/?view=trends');
  const row = page.getByRole('row', { name: /^Education/ });
  await expect(row).toBeVisible();
  const values = (await row.getByRole('cell').allTextContents()).slice(0, -1).map(Number);
  const chart = page.getByRole('img', { name: /themes, each as a chart/ }).locator('g', { has: page.locator('title', { hasText: /^Education$/ }) });
  await expect(chart.first()).toContainText(`most: ${Math.max(...values)} in`);
  await expect(chart.first().locator('rect')).toHaveCount(values.filter((value) => value > 0).length);
});

test('who can help comes with what it offers and who connects us', async ({ page }) => {
  await page.goto('/?view=responders');
  await expect(page.getByText(/organisations? can help$/)).toBeVisible();
  await expect(page.getByText('Choose your organisation to see who connects you.').first()).toBeVisible();
  await page.getByRole('button', { name: /^Needed: / }).click();
  const list = page.getByRole('dialog', { name: 'Needed' });
  for (const kind of ['knowledge', 'a venue', 'supplies']) await list.getByRole('checkbox', { name: kind }).uncheck();
  await expect(page.getByText(/Choose what is needed and where/)).toBeVisible();
  await list.getByRole('checkbox', { name: 'equipment' }).press('Space');
  await list.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('equipment');
  expect(new URL(page.url()).searchParams.getAll('needs')).toEqual(['EQUIPMENT']);
  const box = page.getByRole('combobox', { name: 'Your organisation' });
  await box.fill('gdansk shore');
  await expect(page.getByRole('option', { name: /Gdańsk Shore Guardians/ })).toBeVisible();
  await box.press('Enter');
  await expect(page.getByText(/You know them|Through/).first()).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Table (CSV)' }).click();
  expect(await read(await waiting)).toMatch(/^\ufefforganisation,name,country,kinds,/);
});

test('a place where nobody helps says what to do', async ({ page }) => {
  await page.goto('/?view=responders&place=country:LV&needs=FUNDING');
  await expect(page.getByText(/Nobody offers this there today/)).toBeVisible();
});

test('a team is proposed, a member removed leaves a gap, and whoever is added fills it', async ({ page }) => {
  await page.goto(call);
  const sweden = page.getByRole('row', { name: /is in Sweden/ }).first();
  await expect(sweden).toContainText('Karlskrona');
  await expect(page.getByRole('heading', { level: 2, name: '4 partners' })).toBeVisible();
  await page.getByRole('button', { name: /^Remove .*Karlskrona/ }).click();
  await expect(sweden).toContainText('missing');
  await expect(page.getByRole('row', { name: /4 partners at least/ })).toContainText('missing');
  expect(new URL(page.url()).searchParams.getAll('removed')).toEqual(['org:demo:karlskrona-archipelago-friends']);
  await sweden.getByRole('button', { name: /^Add / }).first().click();
  await expect(sweden).toContainText('met');
  await expect(page.getByText('added by you')).toBeVisible();
  await page.reload();
  await expect(sweden).toContainText('met');
  await page.goBack();
  await expect(sweden).toContainText('missing');
  await page.getByRole('button', { name: 'Back to the proposal' }).click();
  await expect(sweden).toContainText('Karlskrona');
});

test('what a call demands is chosen by hand', async ({ page }) => {
  await page.goto('/?view=consortium');
  await expect(page.getByText(/Choose who leads/)).toBeVisible();
  await page.goto(`/?view=consortium&organisation=${us}`);
  await expect(page.getByText(/^Choose what the call demands/)).toBeVisible();
  await page.getByRole('button', { name: /^Countries: / }).click();
  const list = page.getByRole('dialog', { name: 'Countries' });
  await list.getByRole('searchbox').fill('finl');
  await list.getByRole('checkbox', { name: /Finland/ }).check();
  await list.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /is in Finland/ }).first()).toContainText('met');
  await page.goto(`/?view=consortium&organisation=${us}&countries=country:AQ`);
  await expect(page.getByText(/Nobody in the data meets this/)).toBeVisible();
});

test('axe finds nothing in an open list', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(call);
    await page.getByRole('button', { name: /^Themes: / }).click();
    await expect(page.getByRole('dialog', { name: 'Themes' }).getByRole('checkbox').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});
