import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npx vite dashboards/web` finds a running server while pages are being worked on. */
const apiTarget = process.env.YUQING_DEV_API ?? 'http://127.0.0.1:8080';

// No chunk groups: with lazy routes the bundler's own split gives the smallest first load.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': apiTarget } },
});
