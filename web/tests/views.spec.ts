import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './server';

/** Every view with an address that has something to show, and what is there when it is. */
const shown: Record<string, { address: string; heading: string; there: string | RegExp }> = {
  ties: { address: '/', heading: 'Who has worked with whom', there: /Data as of/ },
  countries: { address: '/?view=countries', heading: 'Country matrix', there: /Data as of/ },
  ratios: { address: '/?view=countries&show=ratio', heading: 'Country matrix', there: /Data as of/ },
  missing: { address: '/?view=missing', heading: 'Missing ties', there: /Data as of/ },
  introductions: {
    address: '/?view=introductions&organisation=org:demo:gdansk-shore-guardians',
    heading: 'Introduce us',
    there: /Data as of/,
  },
  newcomer: {
    address: '/?view=introductions&organisation=org:demo:ustka-harbour-newcomers',
    heading: 'Introduce us',
    there: /You are new here/,
  },
  paths: {
    address: '/?view=paths&organisation=org:demo:gdansk-shore-guardians&other=org:demo:parnu-coast-lab',
    heading: 'How to reach them',
    there: /^Way 2: 2 ties$/,
  },
  organisation: { address: '/?view=organisation&organisation=org:curated:bef-latvia', heading: 'Organisation', there: /Data as of/ },
  project: { address: '/?view=project&project=project:curated:engage', heading: 'Project', there: /may not be named/ },
  pair: {
    address: '/?view=pair&organisation=org:demo:gdansk-shore-guardians&other=org:demo:karlskrona-archipelago-friends',
    heading: 'Why this tie',
    there: 'Strength of the tie',
  },
};

for (const [name, { address, heading, there }] of Object.entries(shown)) {
  test(`axe finds nothing in any light, and a phone is wide enough: ${name}`, async ({ page }) => {
    for (const viewport of [
      { width: 1280, height: 900 },
      { width: 375, height: 740 },
    ]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(address);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
        await expect(page.getByText(there).first()).toBeVisible();
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over).toBe(0);
    }
  });

  test(`the question is handed over, and is in Polish: ${name}`, async ({ page }) => {
    await page.goto(address);
    await expect(page.getByText(there).first()).toBeVisible();
    await page.getByRole('button', { name: 'curl', exact: true }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/graphql');
    await page.getByLabel('Language').selectOption('pl');
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(heading);
    await expect(page.getByText('Skopiuj to pytanie jako')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

test('a name leads to its profile, a project to who takes part, and back goes the whole way', async ({ page }) => {
  await page.goto('/');
  const name = page.getByRole('table').getByRole('row').nth(1).getByRole('link').first();
  const called = (await name.textContent())!;
  await name.click();
  await expect(page.getByRole('heading', { level: 2, name: called }).first()).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Find an organisation' })).toHaveValue(called);
  await page.getByRole('table', { name: /The latest first/ }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Project');
  await expect(page.getByRole('link', { name: called, exact: true })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page.getByText(/^\d+ ties$/)).toBeVisible();
});

test('what each project adds makes the strength that the table showed', async ({ page }) => {
  await page.goto('/');
  const strength = page.getByRole('table').getByRole('row').nth(1).getByRole('link').last();
  const shown = (await strength.textContent())!;
  await strength.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Why this tie');
  const sum = page.getByRole('row', { name: /Strength of the tie/ });
  await expect(sum).toContainText(shown);
  const terms = await page.locator('tbody tr td:last-child').allTextContents();
  const total = terms.map((term) => 1 / Number(term.match(/1\/(\d+)/)![1])).reduce((a, b) => a + b, 0);
  expect(Math.abs(total - Number(shown))).toBeLessThan(0.001);
});

test('an organisation is found by typing and by keys', async ({ page }) => {
  await page.goto('/?view=introductions');
  await expect(page.getByText(/Choose your organisation/)).toBeVisible();
  const box = page.getByRole('combobox', { name: 'Your organisation' });
  await box.fill('gdansk shore');
  await expect(page.getByRole('option', { name: /Gdańsk Shore Guardians/ })).toBeVisible();
  await box.press('ArrowDown');
  await box.press('Enter');
  await expect(page.getByText(/you have not worked with yet$/)).toBeVisible();
  expect(new URL(page.url()).searchParams.get('organisation')).toBe('org:demo:gdansk-shore-guardians');
  await box.fill('zzzz');
  await expect(page.getByText(/Nobody by that name/)).toBeVisible();
});

test('an introduction names brokers and reasons, and drafts a message', async ({ page }) => {
  await page.goto(shown.introductions!.address);
  const first = page.getByRole('article').first();
  await expect(first.getByText(/offers what you need: expertise/)).toBeVisible();
  await expect(first.getByRole('link', { name: 'Demo: Pärnu Coast Lab' })).toBeVisible();
  await first.getByText('Draft a message').click();
  await expect(first.getByRole('textbox')).toHaveValue(/Demo: Gdańsk Shore Guardians$/);
  await first.getByRole('button', { name: 'Copy the message' }).click();
  await expect(first.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Would you introduce us?');
});

test('two that nothing connects are said to be so', async ({ page }) => {
  await page.goto('/?view=paths&organisation=org:demo:gdansk-shore-guardians&other=org:demo:ustka-harbour-newcomers');
  await expect(page.getByText(/There is no way of up to six ties/)).toBeVisible();
});

test('the matrix turns to observed / expected, is the same both ways, and is saved', async ({ page }) => {
  await page.goto('/?view=countries');
  await page.getByRole('radio', { name: 'Observed / expected' }).check();
  expect(new URL(page.url()).searchParams.get('show')).toBe('ratio');
  const there = (await page.getByTitle('Poland – Germany').textContent())!.trim();
  expect(there).toMatch(/\d/);
  await expect(page.getByTitle('Germany – Poland')).toHaveText(there);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Table (CSV)' }).click();
  expect((await waiting).suggestedFilename()).toBe('countries.csv');
});

test('missing ties come with the largest lack first', async ({ page }) => {
  await page.goto('/?view=missing');
  await expect(page.getByText(/less of a tie than expected$/)).toBeVisible();
  const lacks = (await page.locator('tbody tr td:nth-child(5)').allTextContents()).map(Number);
  expect(lacks.length).toBeGreaterThan(0);
  expect(lacks).toEqual([...lacks].sort((a, b) => b - a));
});

test('an address that names nobody says what to do', async ({ page }) => {
  await page.goto('/?view=organisation&organisation=org:nobody');
  await expect(page.getByText(/does not know this organisation/)).toBeVisible();
  await page.goto('/?view=project&project=project:nothing');
  await expect(page.getByText(/does not know this project/)).toBeVisible();
});
