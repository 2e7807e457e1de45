import { onScopeDispose, type Ref, watch } from 'vue';

/** The screen stays on while it is wanted and the page is in front. A browser without it dims as always. */
export function useWakeLock(isWanted: Ref<boolean>): void {
  let held: WakeLockSentinel | undefined;
  async function hold(): Promise<void> {
    if (!isWanted.value || document.visibilityState !== 'visible' || (held && !held.released)) return;
    try {
      held = await navigator.wakeLock?.request('screen');
    } catch {
      // Battery saver: the phone decides.
    }
  }
  const release = () => void held?.release().catch(() => undefined);
  const again = () => void hold();
  document.addEventListener('visibilitychange', again);
  document.addEventListener('pointerdown', again, { once: true });
  watch(isWanted, (wanted) => (wanted ? again() : release()), { immediate: true });
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', again);
    document.removeEventListener('pointerdown', again);
    release();
  });
}
