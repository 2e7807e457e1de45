import 'element-plus/theme-chalk/base.css';
import './theme/tokens.css';
import './theme/kit.css';
import './theme/base.css';
import './theme/table.css';
import './theme/form.css';
import { PiniaColada } from '@pinia/colada';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app.vue';
import { i18n } from './i18n/index.ts';
import { router } from './router.ts';

// A page that the browser kept while somebody else signed in, or out, is not shown again as it was.
window.addEventListener('pageshow', ({ persisted }) => persisted && window.location.reload());

createApp(App).use(createPinia()).use(PiniaColada).use(i18n).use(router).mount('#app');
