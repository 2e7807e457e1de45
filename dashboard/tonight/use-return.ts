import { onScopeDispose } from 'vue';

/** When the page comes back to the front, and when the signal is back. */
export function useReturn(onReturn: () => void): void {
  const onVisible = () => document.visibilityState === 'visible' && onReturn();
  document.addEventListener('visibilitychange', onVisible);
  window.addEventListener('online', onReturn);
  window.addEventListener('pageshow', onReturn);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onVisible);
    window.removeEventListener('online', onReturn);
    window.removeEventListener('pageshow', onReturn);
  });
}
