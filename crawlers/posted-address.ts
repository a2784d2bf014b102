/** How what is posted is written. */
export const POST_FORMS = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;
export type PostForm = keyof typeof POST_FORMS;

export interface Posted {
  form: PostForm;
  body: string;
}

/**
 * An address together with what is posted to it, in one text: queue, bookmarks and depth tell list pages apart by their
 * address alone. What is posted stands behind `#`, and nothing behind `#` is ever sent as part of an address.
 */
export function postedAddress(url: string, { form, body }: Posted): string {
  return `${url.split('#', 1)[0]}#post-${form}=${encodeURIComponent(body)}`;
}

/** The way back; `posted` is null for an address that is asked for with GET. */
export function splitPosted(address: string): { url: string; posted: Posted | null } {
  const [, url, form, body] = /^([^#]*)#post-(json|form)=(.*)$/.exec(address) ?? [];
  if (url === undefined || (form !== 'json' && form !== 'form')) return { url: address, posted: null };
  return { url, posted: { form, body: decodeURIComponent(body ?? '') } };
}
