import type { IconName } from './icon.vue';

export const NAV_ENTRIES: readonly { name: 'overview' | 'buildings' | 'alerts' | 'status'; icon: IconName }[] = [
  { name: 'overview', icon: 'overview' },
  { name: 'buildings', icon: 'buildings' },
  { name: 'alerts', icon: 'alerts' },
  { name: 'status', icon: 'status' },
];
