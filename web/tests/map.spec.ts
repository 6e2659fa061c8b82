import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './server';

const sweden = (page: Page) => page.getByRole('button', { name: /^Sweden: / });
const told = (page: Page) => page.locator('.told');
/** Its dot lies above the arcs. */
const dot = (page: Page, code: string) => page.locator('.names > g').filter({ hasText: code }).locator('circle');
/** How the map is looked at. */
const look = (page: Page) => page.locator('.atlas svg > g').getAttribute('transform');

test('a country tells its figures where the pointer or the focus is, as its table does', async ({ page }) => {
  await page.goto('/?view=map');
  await expect(sweden(page)).toBeVisible();
  const row = page.getByRole('table', { name: /as they are shaded/ }).getByRole('row', { name: /^Sweden/ });
  const [organisations, projects] = await row.getByRole('cell').allTextContents();
  const says = `Sweden: organisations ${organisations}, projects ${projects}`;
  await dot(page, 'SE').hover();
  await expect(told(page)).toHaveText(says);
  await page.mouse.move(1, 1);
  await expect(told(page)).toBeHidden();
  await sweden(page).focus();
  await expect(told(page)).toHaveText(says);
});

test('an arc tells what joins two countries, as the table of links does', async ({ page }) => {
  await page.goto('/?view=map');
  await expect(sweden(page)).toBeVisible();
  const row = page.getByRole('table', { name: /as they are drawn/ }).getByRole('row').nth(1);
  const [strength, ties, projects] = await row.getByRole('cell').allTextContents();
  const broadest = page.locator('.arcs path').last();
  const middle = await broadest.evaluate((path: SVGPathElement) => {
    const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!);
    return { x, y };
  });
  await page.mouse.move(middle.x, middle.y);
  await expect(told(page)).toHaveText(`${await row.getByRole('rowheader').textContent()}: ties ${ties}, projects ${projects}, strength ${strength}`);
});

test('a country is put into the sentence by click and by key, and back takes it out', async ({ page }) => {
  await page.goto('/?view=map');
  await dot(page, 'SE').click();
  const place = page.getByRole('button', { name: /^Area: / });
  await expect(place).toHaveAccessibleName('Area: Sweden, at one end at least');
  expect(new URL(page.url()).searchParams.get('area')).toBe('country:SE');
  await expect(sweden(page)).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(place).toHaveAccessibleName('Area: Sweden, at one end at least');
  // Every link of the map has an end in it.
  const links = page.getByRole('table', { name: /as they are drawn/ }).getByRole('rowheader');
  await expect(links.first()).toBeVisible();
  expect((await links.allTextContents()).filter((link) => !link.includes('Sweden'))).toEqual([]);
  await page.getByRole('button', { name: /^Poland: / }).focus();
  await page.keyboard.press('Enter');
  await expect(place).toHaveAccessibleName('Area: Poland, at one end at least');
  await page.goBack();
  await page.goBack();
  await expect(place).toHaveAccessibleName('Area: Baltic Sea region');
});

test('the map is zoomed and moved by wheel, pointer, keys and buttons, and fits again', async ({ page }) => {
  await page.goto('/?view=map');
  await expect(sweden(page)).toBeVisible();
  const first = await look(page);
  const box = (await page.locator('.atlas').boundingBox())!;
  const [x, y] = [box.x + 40, box.y + box.height / 2];
  const ways: Record<string, () => Promise<void>> = {
    wheel: async () => {
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, -200);
    },
    pointer: async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 60, y + 30, { steps: 3 });
      await page.mouse.up();
    },
    arrow: () => page.getByRole('group', { name: /^Map of the countries/ }).press('ArrowRight'),
    plus: () => page.getByRole('group', { name: /^Map of the countries/ }).press('+'),
    button: () => page.getByRole('button', { name: 'Farther' }).click(),
  };
  for (const [way, turn] of Object.entries(ways)) {
    await turn();
    await expect.poll(() => look(page), way).not.toBe(first);
    await page.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(() => look(page), `fit after ${way}`).toBe(first);
  }
});

test('what shades and what broadens is chosen, and stands in the address', async ({ page }) => {
  await page.goto('/?view=map&theme=any&area=any');
  await page.getByRole('button', { name: 'Closer' }).click();
  const turned = await look(page);
  await page.getByLabel('Shade countries by').selectOption('projects');
  await page.getByLabel('Arcs by').selectOption('collaborations');
  expect(new URL(page.url()).search).toContain('shade=projects&arcs=collaborations');
  const numbers = async (name: RegExp, column: number) =>
    (await page.getByRole('table', { name }).locator(`tbody td:nth-of-type(${column})`).allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  await expect(page.locator('.arcs path')).toHaveCount(150);
  for (const [name, column] of [[/as they are shaded/, 2], [/as they are drawn/, 2]] as const) {
    const shown = await numbers(name, column);
    expect(shown.length).toBeGreaterThan(50);
    expect(shown).toEqual(shown.toSorted((a, b) => b - a));
  }
  expect(await look(page)).toBe(turned);
  await expect(page.getByText(/without a shape on the map: Gibraltar/)).toBeVisible();
});

test('organisations without a country are said to be missing on the map', async ({ page }) => {
  await page.goto('/?view=map&theme=any&area=any&from=any&to=any&borders=any&partners=any');
  const row = page.getByRole('table', { name: /as they are shaded/ }).getByRole('row', { name: /^unknown/ });
  const count = await row.getByRole('cell').first().textContent();
  await expect(page.getByText(`${count} organisations are not on the map`)).toBeVisible();
});

test('the map is saved as tables and pictures', async ({ page }) => {
  await page.goto('/?view=map');
  const files: Record<string, (data: Buffer) => void> = {
    'Links (CSV)': (data) => expect(data.toString()).toMatch(/^\ufeffcountry_1,country_2,projects,ties,weight\r\ncountry:/),
    'Countries (CSV)': (data) => expect(data.toString()).toMatch(/\r\ncountry:SE,\d+,\d+\r\n/),
    SVG: (data) => {
      expect(data.toString().match(/<circle/g)).toHaveLength(8);
      expect(data.toString()).toContain('<title>Sweden: ');
      expect(data.toString()).not.toContain('NaN');
    },
    PNG: (data) => expect(data.subarray(1, 4).toString()).toBe('PNG'),
  };
  for (const [name, holds] of Object.entries(files)) {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    holds(await readFile((await (await waiting).path())!));
  }
});
