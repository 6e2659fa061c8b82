import { expect, test } from './server';

test('an example is chosen, runs, and stands in the address', async ({ page }) => {
  await page.goto('/playground');
  await page.getByRole('button', { name: 'Show Examples' }).click();
  await page.getByRole('button', { name: 'Who has worked with whom on climate across the Baltic?' }).click();
  await expect(page.locator('.result-window')).toContainText('"collaborations"');
  await expect.poll(() => new URL(page.url()).searchParams.get('query')).toContain('theme:climate');
  await page.reload();
  await expect(page.locator('.graphiql-query-editor')).toContainText(/Who.has.worked.with.whom/);
});

test('the schema is documented', async ({ page }) => {
  await page.goto('/playground');
  await page.getByRole('button', { name: /Show Documentation/ }).click();
  await expect(page.getByText('A GraphQL schema provides a root type')).toBeVisible();
});
