import { useEffect } from 'react';

/** Names the page in the browser's tab; the shell puts the count of open alerts in front. */
export function useTitle(page: string): void {
  useEffect(() => {
    document.documentElement.dataset.page = page;
    paintTitle();
  }, [page]);
}

export function useTitleCount(open: number): void {
  useEffect(() => {
    document.documentElement.dataset.open = String(open);
    paintTitle();
  }, [open]);
}

function paintTitle(): void {
  const { page, open = '0' } = document.documentElement.dataset;
  const name = page ? `${page} · 住建舆情监测` : '住建舆情监测';
  document.title = open === '0' ? name : `(${open}) ${name}`;
}
