import '../theme/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/items.css';
import './style/presses.css';
import './style/repair.css';
import { createApp } from 'vue';
import App from './app.vue';
import { unlockSound } from './attention.ts';
import { keepShell } from './shell.ts';
import { nameLanguage } from './words/index.ts';

const isWork = location.pathname.startsWith('/work');
const manifest = document.createElement('link');
manifest.rel = 'manifest';
manifest.href = isWork ? '/work.webmanifest' : '/tonight.webmanifest';
document.head.append(manifest);

nameLanguage();
// After the press has been answered on the screen: opening the sound takes a slow phone a while.
document.addEventListener('click', () => requestAnimationFrame(() => setTimeout(unlockSound)));
createApp(App).mount('#app');
keepShell();
