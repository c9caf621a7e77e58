#!/usr/bin/env node
// In a clone Node runs the TypeScript as it stands; a package holds the JavaScript made of it.
import { existsSync } from 'node:fs';

const source = new URL('./main.ts', import.meta.url);
const built = new URL('../dist/cli/main.js', import.meta.url);
const { run } = await import((existsSync(source) ? source : built).href);
await run();
