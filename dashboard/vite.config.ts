import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

/** `vite build dashboard` from the project's folder; `vite dev dashboard` beside a running server. */
const server = `http://127.0.0.1:${process.env.GREENLEAF_PORT ?? 8080}`;
const page = (name: string) => join(import.meta.dirname, name);

/** In development `/tonight` is found by its name; the other doors of the phone pages are not. */
const phoneDoors: Plugin = {
  name: 'phone-doors',
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      if (/^\/(work|pair)\/?(\?|$)/.test(request.url ?? '')) request.url = '/tonight.html';
      next();
    });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [vue(), phoneDoors],
  define: {
    // The Options API and the dev tools of vue-i18n are not used: left out of the bundle.
    __VUE_OPTIONS_API__: true,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: { outDir: '../dist/dashboard', emptyOutDir: true, target: 'es2022', rolldownOptions: { input: page('index.html') } },
  // The phone pages are built by themselves: shared, they would carry all of Vue that the office's pages need.
  environments: {
    phone: {
      consumer: 'client',
      define: { __VUE_OPTIONS_API__: false },
      build: { emptyOutDir: false, copyPublicDir: false, rolldownOptions: { input: page('tonight.html') } },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'phone']) await builder.build(builder.environments[name]!);
    },
  },
  // A service worker keeps its name, and stands above the pages that it serves.
  worker: { rolldownOptions: { output: { entryFileNames: ({ name }) => (name === 'worker' ? 'tonight-worker.js' : '[name].js') } } },
  server: { proxy: { '/api': server, '/docs': server } },
});
