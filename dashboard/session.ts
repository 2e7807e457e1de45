import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { createLocalTime } from '../domain/local-time.ts';
import { useVisit } from './access/visit.ts';
import { ask } from './api.ts';
import { createTimeFormat, type Locale } from './format.ts';
import { recall, remember, type Theme } from './memory.ts';
import { useApi } from './use-api.ts';

/** Which school is looked at, and how: the address bar decides, the last visit fills in. */
export const useSession = defineStore('session', () => {
  const route = useRoute();
  const visit = useVisit();
  const sites = useApi(() => (visit.visitor ? ask.sites() : undefined));
  const asked = computed(() => (typeof route.query.site === 'string' ? route.query.site : recall('site')));
  const site = computed(() => sites.data?.sites.find(({ id }) => id === asked.value) ?? sites.data?.sites[0]);
  watch(site, (now) => now && remember('site', now.id));

  const campusId = ref<string | null>(null);
  const campus = computed(() => site.value?.campuses.find(({ id }) => id === campusId.value) ?? null);

  const i18n = useI18n();
  const locale = computed({ get: () => i18n.locale.value as Locale, set: (now) => (i18n.locale.value = now) });
  const timeZone = computed(() => site.value?.timeZone ?? 'Asia/Shanghai');
  const time = computed(() => createTimeFormat(locale.value, timeZone.value));
  const localTime = computed(() => createLocalTime(timeZone.value));

  /** First instant of the first day with intervals; Infinity before there is one. */
  const knownFromAt = computed(() => (site.value?.span ? localTime.value.startOfDay(site.value.span.firstDay) : Number.POSITIVE_INFINITY));

  const theme = ref<Theme>(recall('theme') ?? 'auto');
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
  const systemDark = ref(prefersDark.matches);
  prefersDark.addEventListener('change', (change) => (systemDark.value = change.matches));
  // Paper is white, whatever the screen is.
  const paper = window.matchMedia('print');
  const onPaper = ref(paper.matches);
  paper.addEventListener('change', (change) => (onPaper.value = change.matches));
  const isDark = computed(() => !onPaper.value && (theme.value === 'dark' || (theme.value === 'auto' && systemDark.value)));
  watch(isDark, (dark) => (document.documentElement.dataset.theme = dark ? 'dark' : 'light'), { immediate: true });
  watch(theme, (now) => remember('theme', now));
  watch(
    locale,
    (now) => {
      document.documentElement.lang = now;
      remember('locale', now);
    },
    { immediate: true },
  );

  // A phone's clock may be wrong: ages and "so far" are counted on the server's.
  const status = useApi(() => (visit.may('see') ? ask.status() : undefined));
  const aheadMs = ref(0);
  watch(
    () => status.data,
    (answer) => answer && (aheadMs.value = answer.now - Date.now()),
    { immediate: true },
  );
  const now = () => Date.now() + aheadMs.value;

  /** The name in the language of the interface. */
  const nameOf = (named: { name: string; nameEn: string }) => (locale.value === 'en' ? named.nameEn : named.name);

  /** The same for words that come with an answer. They stand at the beginning of a line: English ones get a capital. */
  const wordsOf = ({ zh, en }: { zh: string; en: string }) => (locale.value === 'en' ? en.slice(0, 1).toUpperCase() + en.slice(1) : zh);

  return { sites, site, now, aheadMs, knownFromAt, campusId, campus, locale, time, timeZone, localTime, theme, isDark, nameOf, wordsOf };
});
