import { computed } from 'vue';
import { useMayOpen } from '../access/may.ts';
import type { IconName } from './icon.vue';

type Entry = 'overview' | 'use' | 'alerts' | 'reports' | 'readings' | 'settings';

/** An entry leads to the first of its pages that the visitor may open. */
const NAV_ENTRIES: readonly { name: Entry; pages: readonly string[]; icon: IconName }[] = [
  { name: 'overview', pages: ['overview'], icon: 'overview' },
  { name: 'use', pages: ['buildings'], icon: 'buildings' },
  { name: 'alerts', pages: ['alerts', 'findings'], icon: 'alerts' },
  { name: 'reports', pages: ['month-reports', 'quotas'], icon: 'table' },
  { name: 'readings', pages: ['steps', 'read', 'balance', 'status'], icon: 'readings' },
  { name: 'settings', pages: ['rules', 'declarations', 'calendar', 'people', 'audit'], icon: 'settings' },
];

/** What of the navigation is for the visitor. */
export function useNavEntries() {
  const mayOpen = useMayOpen();
  return computed(() =>
    NAV_ENTRIES.flatMap(({ name, pages, icon }) => {
      const to = pages.find(mayOpen);
      // Who sees no alerts but reports what he saw finds his page under its own name.
      const word = to === 'findings' ? 'alerts.findings' : `nav.${name}`;
      return to === undefined ? [] : [{ name, to, icon, word }];
    }),
  );
}
