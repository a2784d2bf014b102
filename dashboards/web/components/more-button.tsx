import { Button } from 'antd';
import { useEffect, useRef } from 'react';

interface MoreButtonProps {
  /** A list that is read page by page. */
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    fetchNextPage(): Promise<unknown>;
  };
  /** Reads on by itself when the foot comes near: for lists that draw only what is on the screen. */
  whenNear?: boolean;
}

/** Pixels below the screen at which the next page is asked for, so that a reader seldom waits. */
const NEAR_PX = 1_500;

/** At the foot of a list: reads on, where there is more. */
export function MoreButton({ list, whenNear = false }: MoreButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  // After a failure it waits to be pressed: a server that is down is not asked again and again.
  const watching = whenNear && hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!watching || button.current === null) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) void fetchNextPage();
      },
      { rootMargin: `${NEAR_PX}px` },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [watching, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <Button ref={button} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      再列一些
    </Button>
  );
}
