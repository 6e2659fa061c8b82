import { defineConfig } from '@playwright/test';
import tests from '../playwright.config';

// Letters without coloured edges make smaller pictures.
const launchOptions = { ...tests.use?.launchOptions, args: [...(tests.use?.launchOptions?.args ?? []), '--disable-lcd-text'] };

export default defineConfig(tests, { testDir: '.', testMatch: 'shots.ts', workers: 1, use: { launchOptions } });
