// Everyday things that every view does alike.
import type { Download } from '@playwright/test';
import { views } from '../src/state/question';
import { addressOf } from '../shots/views';
import { expect, serve, test } from './server';

async function text(download: Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

const begins: Record<string, RegExp> = {
  CSV: /^\u{ef}\u{bb}\u{bf}\w+,[^]*\r\n./u,
  GEXF: /^<\?xml[^]*<gexf[^]*<node /,
  GraphML: /^<\?xml[^]*<graphml[^]*<node /,
  SVG: /^<\?xml[^]*<svg|^<svg/,
  PNG: /^\u{89}PNG/u,
};

for (const view of views) {
  test(`embedded, shared and saved: ${view}`, async ({ page }) => {
    await page.goto(addressOf(view) + (addressOf(view) === '/' ? '?' : '&') + 'embed');
    const handover = page.getByRole('region', { name: 'Take it with you' });
    await expect(handover).toBeVisible();
    await expect(page.getByRole('banner')).toHaveCount(0);
    await expect(page.getByRole('link', { name: /Open in ngograph/ })).toHaveAttribute('href', addressOf(view).replace(/^\/(?=.)/, ''));

    await handover.getByRole('button', { name: 'Copy link' }).click();
    await expect(handover.getByRole('status')).toHaveText('Link copied');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(link).searchParams.has('embed')).toBe(false);
    await handover.getByRole('button', { name: 'Copy embed code' }).click();
    await expect(handover.getByRole('status')).toHaveText('Embed code copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^<iframe src="http[^"]*embed=&amp;lang=en" /);

    if (await page.getByRole('img', { name: /drawn as a network/ }).count()) await expect(handover.getByRole('button', { name: 'PNG' })).toBeVisible();
    for (const button of await handover.getByRole('button').all()) {
      const label = (await button.textContent())!.trim();
      const form = Object.keys(begins).find((form) => label.includes(form));
      if (!form) continue;
      const waiting = page.waitForEvent('download');
      await button.click();
      expect(await text(await waiting), label).toMatch(begins[form]!);
      await expect(handover.getByRole('status')).toHaveText(`Saved: ${label}`);
    }
  });
}

test('where the browser has no clipboard, the link is there to copy by hand', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  await page.goto('/?from=2016');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('textbox', { name: /Copy the marked text/ })).toHaveValue(/\?from=2016$/);
  expect(await page.evaluate(() => { const box = document.activeElement as HTMLTextAreaElement; return box.value.slice(box.selectionStart, box.selectionEnd); })).toMatch(/\?from=2016$/);
});

test('without permission for the clipboard the old way copies', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await page.goto('/?from=2016');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\?from=2016$/);
});

test('a refused question says what to do, with the server’s words and code', async ({ page }) => {
  await page.route('**/graphql', (route) =>
    route.fulfill({ json: { errors: [{ message: 'query refused: cost', extensions: { code: 'TOO_LARGE' } }] } }),
  );
  await page.goto('/');
  const alert = page.getByRole('alert').first();
  await expect(alert).toContainText('Take fewer years');
  await expect(alert).toContainText('query refused: cost (TOO_LARGE)');
});

test('ids that nobody has say what to do', async ({ page }) => {
  for (const [address, says] of [
    ['/?view=organisation&organisation=org:nobody', /does not know this organisation/],
    ['/?view=project&project=project:nothing', /does not know this project/],
    ['/?view=project', /does not know this project/],
    ['/?view=pair&organisation=org:nobody&other=org:nothing', /does not know/],
    ['/?view=paths&organisation=org:nobody&other=org:nothing', /does not know/],
    ['/?view=introductions&organisation=org:nobody', /does not know/],
    ['/?view=network&organisation=org:nobody', /does not know/],
    ['/?theme=theme:nothing', /does not know|No ties here/],
  ] as const) {
    await page.goto(address);
    await expect(page.getByText(says).first(), address).toBeVisible();
  }
});

test('offline, the page says so and asks again when there is a connection', async ({ page, context, complaints }) => {
  await page.goto('/');
  await expect(page.getByText(/^\d+ ties$/)).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('button', { name: /^Borders: / }).click();
  await page.getByRole('dialog', { name: 'Borders' }).getByRole('button', { name: /at home and abroad/ }).click();
  await expect(page.getByRole('alert').first()).toContainText('There is no connection');
  await context.setOffline(false);
  await expect(page.getByText(/^[\d,]+ ties$/)).toBeVisible();
  complaints.length = 0; // the browser reports the requests that found no connection
});

test('a slow answer shows that it is being looked for', async ({ page }) => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/graphql', async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto('/');
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByText('Still looking', { exact: false })).toBeVisible();
  answer();
  await expect(page.getByText(/^\d+ ties$/)).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
});

test('a server without data says how it gets some', async ({ page }) => {
  const { url, stop } = await serve([], ['--no-sample']);
  try {
    for (const view of ['', '?view=network', '?view=countries', '?view=missing']) {
      await page.goto(`${url}/${view}`);
      await expect(page.getByRole('heading', { name: 'This server has no data yet' })).toBeVisible();
      await expect(page.getByText('ngograph seed')).toBeVisible();
    }
  } finally {
    await stop();
  }
});

test('keys: the content is skipped to, another view begins at its heading, and titles tell views apart', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('table')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page).toHaveTitle('Who has worked with whom · ngograph');
  await page.getByRole('link', { name: 'Missing ties' }).press('Enter');
  await expect(page).toHaveTitle('Missing ties · ngograph');
  await expect(page.getByRole('heading', { level: 1, name: 'Missing ties' })).toBeFocused();
  await page.goto('/?view=organisation&organisation=org:curated:bef-latvia');
  await expect(page).toHaveTitle('Baltic Environmental Forum Latvia · Organisation · ngograph');
});

test('light or dark is chosen and kept; a language may come with the address', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByLabel('Appearance').selectOption('Dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await expect(page.getByLabel('Appearance')).toHaveValue('dark');
  expect(await ground()).toBe(dark);
  await page.goto('/?embed&lang=pl');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kto z kim współpracował');
});

test('all partners and projects of an organisation can be shown and saved', async ({ page }) => {
  await page.goto('/?view=organisation&organisation=org:curated:bef-latvia');
  const partners = page.getByRole('table', { name: /The strongest ties first/ });
  await expect(partners).toContainText('25 of 28 shown');
  await page.getByRole('button', { name: 'Show more partners' }).click();
  await expect(partners).toContainText('28 of 28 shown');
  await expect(page.getByRole('button', { name: 'Show more partners' })).toHaveCount(0);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Partners (CSV)' }).click();
  expect((await text(await waiting)).trimEnd().split('\r\n')).toHaveLength(29);
});

test('a tie says what else there is: belonging together is told and not counted', async ({ page }) => {
  await page.goto('/?view=pair&organisation=org:demo:gdansk-shore-guardians&other=org:demo:karlskrona-archipelago-friends');
  await expect(page.getByText('Both belong to Demo: Baltic Shore Network')).toBeVisible();
  await expect(page.getByText(/not counted in the strength/)).toBeVisible();
  await page.goto('/?view=pair&organisation=org:demo:gdansk-shore-guardians&other=org:demo:baltic-shore-network');
  await expect(page.getByText(/Guardians is a member of Demo: Baltic Shore Network/)).toBeVisible();
  await expect(page.getByText(/this one would add 0\.\d+/)).toBeVisible();
});

test('fingers find every control on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 740 });
  await page.goto('/?view=network');
  await expect(page.getByRole('button', { name: 'PNG' })).toBeVisible();
  const low = await page.locator('button:visible, select:visible, input[type=text]:visible, .views a').evaluateAll((all) =>
    all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML),
  );
  expect(low).toEqual([]);
});
