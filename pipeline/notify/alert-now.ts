import type { Alert } from '../model/alert.ts';
import type { Store } from '../store/store.ts';

/** The alert with the posts that its event has now, so that a notice that waited tells the present count. */
export async function alertNow(store: Pick<Store, 'alert' | 'event'>, alertId: string): Promise<Alert | null> {
  const alert = await store.alert(alertId);
  const event = alert === null ? null : await store.event(alert.eventId);
  return alert === null || event === null ? alert : { ...alert, postsTold: event.postCount };
}
