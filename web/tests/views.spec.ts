import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './server';

/** Every view with an address that has something to show, and what is there when it is. */
const shown: Record<string, { address: string; heading: string; there: string | RegExp }> = {
  ties: { address: '/', heading: 'Who has worked with whom', there: /Data as of/ },
  network: { address: '/?view=network', heading: 'Network', there: /Data as of/ },
  'ego network': {
    address: '/?view=network&organisation=org:curated:bef-latvia&degrees=2&theme=any&area=any&from=any&to=any&borders=any&partners=any&size=degree',
    heading: 'Network',
    there: /Data as of/,
  },
  countries: { address: '/?view=countries', heading: 'Country matrix', there: /Data as of/ },
  ratios: { address: '/?view=countries&show=ratio', heading: 'Country matrix', there: /Data as of/ },
  map: { address: '/?view=map', heading: 'Map', there: /Data as of/ },
  missing: { address: '/?view=missing', heading: 'Missing ties', there: /Data as of/ },
  trends: { address: '/?view=trends', heading: 'Themes by year', there: /Data as of/ },
  responders: { address: '/?view=responders&organisation=org:demo:gdansk-shore-guardians', heading: 'Who can help', there: /Data as of/ },
  consortium: {
    address: '/?view=consortium&organisation=org:demo:gdansk-shore-guardians&countries=country:FI&countries=country:SE&themes=theme:youth&team=3&removed=org:demo:karlskrona-archipelago-friends',
    heading: 'Consortium',
    there: /^\d partners$/,
  },
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

test('the network is drawn, sized, slid through the years and saved', async ({ page }) => {
  await page.goto('/?view=network');
  await expect(page.getByRole('img', { name: /drawn as a network/ }).locator('canvas').first()).toBeVisible();
  await page.getByLabel('Size and order by').selectOption('degree');
  const partners = (await page.locator('tbody tr td:nth-child(4)').allTextContents()).map(Number);
  expect(partners).toEqual([...partners].sort((a, b) => b - a));
  for (const [file, begins] of [
    ['GEXF', '<?xml'],
    ['GraphML', '<?xml'],
    ['SVG', '<?xml'],
    ['PNG', '\u{89}PNG'],
    ['Table (CSV)', '\u{ef}\u{bb}\u{bf}organisation'],
  ] as const) {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: file, exact: true }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('latin1').startsWith(begins)).toBe(true);
  }
  await page.getByRole('slider').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByText(/Ties begun by 20\d\d/)).toBeVisible();
  expect(new URL(page.url()).searchParams.get('until')).toMatch(/^20\d\d$/);
  await page.goBack();
  await expect(page.getByText('Ties of all years')).toBeVisible();
});

test('a network around an organisation widens, and the whole comes back', async ({ page }) => {
  await page.goto('/?view=network&organisation=org:demo:gdansk-shore-guardians&theme=any&area=any&from=any&to=any&borders=any&partners=any');
  await expect(page.getByLabel('Ties away, at most')).toHaveValue('1');
  const near = (await page.getByText(/organisations, .* ties among them/).textContent())!;
  await page.getByLabel('Ties away, at most').selectOption('2');
  await expect(page.getByText(near, { exact: true })).toHaveCount(0);
  await expect(page.getByText(/organisations, .* ties among them/)).toBeVisible();
  await page.getByRole('button', { name: 'Whole network' }).click();
  await expect(page.getByText(/^150 of/)).toBeVisible();
});
