const MOST = 50;
const CHARS = 200;

/** What stands under the pictures of an article, or is said of them for those who cannot see them. Each once, in order. */
export function readCaptions(root: ParentNode, title: string): string[] {
  const found = new Set<string>();
  for (const element of root.querySelectorAll(
    'figcaption, [class*="caption"], [class*="img_desc"], [class*="img-desc"], img',
  )) {
    const text = element.tagName.toLowerCase() === 'img' ? element.getAttribute('alt') : element.textContent;
    const caption = (text ?? '').replace(/\s+/g, ' ').trim();
    if (caption.length >= 4 && caption.length <= CHARS && caption !== title && /\p{Script=Han}/u.test(caption))
      found.add(caption);
    if (found.size >= MOST) break;
  }
  return [...found];
}
