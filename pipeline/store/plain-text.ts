/** Alerts are looked through as plain text, without regard to case. */
export function toSearchText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
