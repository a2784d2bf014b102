/** When the server last answered or spoke, on the server's clock; null before the first time. */
let lastContact: number | null = null;

export function noteContact(at: number): void {
  lastContact = at;
}

export function lastContactAt(): number | null {
  return lastContact;
}
