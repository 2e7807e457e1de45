import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** `vite build dashboard` from the project's folder; `vite dev dashboard` beside a running server. */
const server = `http://127.0.0.1:${process.env.GREENLEAF_PORT ?? 8080}`;

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [vue()],
  define: {
    // The Options API and the dev tools of vue-i18n are not used: left out of the bundle.
    __VUE_OPTIONS_API__: true,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: { outDir: '../dist/dashboard', emptyOutDir: true, target: 'es2022' },
  server: { proxy: { '/api': server, '/docs': server } },
});
