import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { precache } from './app/offline/precache.ts';

/** What the page may load and run: its own files, and pictures it has made itself. Nothing inline, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The built page carries its own Content-Security-Policy; the dev server's hot reload needs inline scripts. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), contentSecurityPolicy(), precache()],
  worker: { format: 'es' },
  build: {
    target: 'baseline-widely-available',
    sourcemap: true,
    // One page, one script: it is all needed for the first picture. In kB, before compression.
    chunkSizeWarningLimit: 600,
    // ip-num does not say that importing it has no effects; without this the page would carry what only the worker calls.
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /ip-num/, sideEffects: false }] } },
  },
  test: {
    include: ['engine/**/*.test.ts', 'app/**/*.test.ts'],
    environment: 'node',
    // No test is about how long something takes.
    testTimeout: 60_000,
  },
});
