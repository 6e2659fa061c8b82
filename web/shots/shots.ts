// Takes a picture of each view for docs/explorer.md, with the sample's data: `make screenshots`.
import type { Page } from '@playwright/test';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect, test } from '../tests/server';
import { addressOf, views } from './views';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const most = 150_000; // bytes of a picture

/** The picture with its 256 commonest colours, and the nearest of them for the others: a third of its size. */
async function smaller(png: Buffer, page: Page): Promise<Buffer> {
  const [width, height, base64] = await page.evaluate(async (source) => {
    const image = Object.assign(new Image(), { src: source });
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, image.width, image.height).data;
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return [image.width, image.height, btoa(text)] as const;
  }, `data:image/png;base64,${png.toString('base64')}`);
  const pixels = Buffer.from(base64, 'base64');
  const colourAt = (i: number) => pixels.readUInt32BE(4 * i) >>> 8;

  const counts = new Map<number, number>();
  for (let i = 0; i < width * height; i++) counts.set(colourAt(i), (counts.get(colourAt(i)) ?? 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const channels = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255] as const;
  const apart = (a: number, b: number) => channels(a).reduce((sum, value, i) => sum + (value - channels(b)[i]!) ** 2, 0);
  const nearest = new Map([...counts.keys()].map((colour) => [colour, palette.reduce((best, at, i) => (apart(colour, at) < apart(colour, palette[best]!) ? i : best), 0)]));

  const rows = Buffer.alloc((width + 1) * height); // each begins with 0: unfiltered
  for (let i = 0; i < width * height; i++) rows[i + Math.floor(i / width) + 1] = nearest.get(colourAt(i))!;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [head, foot] = [Buffer.alloc(4), Buffer.alloc(4)];
    head.writeUInt32BE(data.length);
    foot.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, foot]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]); // 8 bits, a palette
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test.beforeAll(() => mkdir(join(docs, 'explorer'), { recursive: true }));

interface Shot {
  name: string;
  address: string;
  viewport?: { width: number; height: number };
  dark?: boolean;
  /** What is done before the picture is taken. */
  first?: (page: Page) => Promise<void>;
}
const phone = { width: 375, height: 740 };
const shots: Shot[] = [
  ...views.map((view) => ({ name: view, address: addressOf(view) })),
  { name: 'network-dark', address: addressOf('network'), dark: true },
  { name: 'introductions-dark', address: addressOf('introductions'), dark: true },
  { name: 'ties-phone', address: addressOf('ties'), viewport: phone },
  { name: 'organisation-phone', address: addressOf('organisation'), viewport: phone, dark: true },
  { name: 'ties-polish', address: addressOf('ties') + '?lang=pl' },
  {
    name: 'playground',
    address: '/playground',
    first: async (page) => {
      await page.getByRole('button', { name: 'Show Examples' }).click();
      await page.getByRole('button', { name: 'Who has worked with whom on climate across the Baltic?' }).click();
      await expect(page.locator('.result-window')).toContainText('"collaborations"');
    },
  },
];

for (const { name, address, viewport = { width: 1280, height: 800 }, dark = false, first } of shots) {
  test(name, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    await first?.(page);
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    // A drawing stands when its layout does: two pictures in a row are the same then.
    let last: Buffer | null = null;
    await expect
      .poll(async () => {
        const before = last;
        last = await page.screenshot();
        return before !== null && before.equals(last) && (await page.locator('.drawing:not(:has(canvas))').count()) === 0;
      }, { intervals: [700] })
      .toBe(true);
    const picture = await smaller(await page.screenshot(), page);
    await writeFile(join(docs, 'explorer', `${name}.png`), picture);
    expect(picture.length, `${name}.png is too large to keep`).toBeLessThan(most);
    expect(await readFile(join(docs, 'explorer.md'), 'utf8'), 'docs/explorer.md needs the picture and a sentence').toContain(`explorer/${name}.png`);
  });
}
