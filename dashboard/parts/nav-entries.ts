import type { IconName } from './icon.vue';

export const NAV_ENTRIES: readonly { name: 'overview' | 'buildings' | 'alerts' | 'readings' | 'settings'; to: string; icon: IconName }[] = [
  { name: 'overview', to: 'overview', icon: 'overview' },
  { name: 'buildings', to: 'buildings', icon: 'buildings' },
  { name: 'alerts', to: 'alerts', icon: 'alerts' },
  { name: 'readings', to: 'steps', icon: 'readings' },
  { name: 'settings', to: 'rules', icon: 'settings' },
];
