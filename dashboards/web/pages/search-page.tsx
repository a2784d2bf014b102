import { Button, Skeleton } from 'antd';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { FoundPostItem } from '../components/found-post-item.tsx';
import { SearchForm } from '../components/search-form.tsx';
import { useSlowNow } from '../components/use-now.ts';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { usePosts } from '../data/posts.ts';
import { word } from '../text/board-filters.ts';
import { totalWords } from '../text/numbers.ts';
import { readSearchFilters, toPostsQuery } from '../text/search-filters.ts';
import '../styles/search.css';
import '../styles/detail.css';

export function SearchPage() {
  useTitle('检索');
  const [params, patch] = useUrlState();
  const filters = readSearchFilters(params);
  const cursor = word(params, 'page');
  const event = word(params, 'event');
  const query = {
    ...toPostsQuery(filters, useSlowNow()),
    ...(event === null ? {} : { event }),
    ...(cursor === null ? {} : { cursor: params.get('page') ?? '' }),
  };
  const found = usePosts(query);
  const { data } = found;
  const turn = (page: string | null) => {
    patch({ page });
    window.scrollTo({ top: 0 });
  };
  return (
    <div className="page narrow">
      <h1 className="page-title">检索</h1>
      <SearchForm filters={filters} patch={patch} />
      {event === null ? null : (
        <p>
          只看一个事件的帖文。
          <Button size="small" onClick={() => patch({ event: null, page: null })}>
            看全部
          </Button>
        </p>
      )}
      {found.error ? (
        <>
          <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
          {cursor === null ? null : (
            <p>
              <Button onClick={() => turn(null)}>回到第一页</Button>
            </p>
          )}
        </>
      ) : null}
      {found.isPending && !found.error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data ? (
        <>
          <p className="muted" role="status" data-testid="found-total">
            找到 {totalWords(data.total, data.totalCapped)} 帖，按发布时间从新到旧
          </p>
          {data.items.length === 0 ? (
            <EmptyNote title="没有找到">
              换个词或放宽筛选再试；几个词用空格隔开表示都要有，加引号表示连在一起。
            </EmptyNote>
          ) : null}
          <ol
            className={found.isPlaceholderData ? 'found is-old' : 'found'}
            aria-busy={found.isPlaceholderData}
            data-testid="found-posts"
          >
            {data.items.map((item) => (
              <FoundPostItem key={item.post.docId} found={item} />
            ))}
          </ol>
          <nav className="paging" aria-label="翻页">
            {cursor === null ? null : <Button onClick={() => turn(null)}>第一页</Button>}
            {cursor === null ? null : <Button onClick={() => history.back()}>上一页</Button>}
            {data.next === null ? null : (
              <Button disabled={found.isPlaceholderData} onClick={() => turn(data.next)}>
                下一页
              </Button>
            )}
          </nav>
        </>
      ) : null}
    </div>
  );
}
