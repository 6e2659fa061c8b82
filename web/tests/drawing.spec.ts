// What the drawing of a network does: finding in it, pointing at it, choosing from it.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './server';

const cursor = (page: Page) => page.locator('.drawing').evaluate((drawing) => getComputedStyle(drawing).cursor);
const look = async (page: Page) => (await page.locator('.drawing').screenshot()).toString('base64');

/** How many points of the drawing are clearly not as they were. Names may be drawn with other shades at their edges. */
async function changed(page: Page, before: string): Promise<number> {
  const blank = await page.context().newPage(); // its policy lets pictures be read
  const points = await blank.evaluate(
    async (pictures) => {
      const [was, is] = await Promise.all(
        pictures.map(async (picture) => {
          const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
        }),
      );
      return was!.reduce((count, shade, i) => count + (Math.abs(shade - is![i]!) > 64 ? 1 : 0), 0);
    },
    [before, await look(page)],
  );
  await blank.close();
  return points;
}

/** Opens the network and waits until all of it is drawn: then it can be taken away as a file. The pointer is beside the drawing. */
async function open(page: Page) {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // the camera goes at once
  await page.setViewportSize({ width: 1280, height: 1300 });
  await page.goto('/?view=network');
  await expect(page.getByRole('button', { name: 'GEXF' })).toBeVisible();
  const box = (await page.locator('.drawing').boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function seek(page: Page, text: string): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Find in the drawing' });
  await field.fill(text);
  await field.press('ArrowDown');
  await field.press('Enter');
}

test('an organisation is found in the drawing by keys alone, and Escape shows the whole again', async ({ page }) => {
  await open(page);
  const whole = await look(page);
  await seek(page, 'vides izgl');
  const said = page.getByRole('status').filter({ hasText: /Vides izglītības fonds is in the middle\. Partners in the drawing: [1-9]/ });
  await expect(said).toBeVisible();
  await expect.poll(() => changed(page, whole)).toBeGreaterThan(5000);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(said).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Find in the drawing' })).toHaveValue('');
  await expect.poll(() => changed(page, whole)).toBeLessThan(500);
});

test('who is found is in the middle, and a click there draws the network around it', async ({ page }) => {
  const { x, y } = await open(page);
  await seek(page, 'vides izgl');
  await expect(async () => {
    await page.mouse.move(x + 1, y);
    await page.mouse.move(x, y);
    expect(await cursor(page)).toBe('pointer');
  }).toPass();
  await page.mouse.click(x, y);
  await expect(page.getByRole('combobox', { name: 'Draw it around an organisation' })).toHaveValue('Vides izglītības fonds');
  await expect(page.getByLabel('Ties away, at most')).toHaveValue('1');
});

test('pointing at an organisation stresses it, until the pointer leaves', async ({ page }) => {
  const { x, y } = await open(page);
  const whole = await look(page);
  for (let i = 0; i < 2000 && (await cursor(page)) !== 'pointer'; i++) {
    await page.mouse.move(x + 3 * Math.sqrt(i) * Math.cos(i), y + 3 * Math.sqrt(i) * Math.sin(i)); // outwards from the middle
  }
  expect(await cursor(page)).toBe('pointer');
  await expect.poll(() => changed(page, whole)).toBeGreaterThan(5000);
  await page.mouse.move(0, 0);
  await expect.poll(() => changed(page, whole)).toBeLessThan(500);
});
