import { Button } from 'antd';
import { useRouteError } from 'react-router';
import { ErrorNote } from './error-note.tsx';

/** Also where a page's chunk cannot be had, e.g. after an upgrade of the server. */
export function RouteError() {
  const error = useRouteError();
  return (
    <div className="page">
      <h1 className="page-title">页面没能显示</h1>
      <ErrorNote error={error} />
      <p>
        <Button type="primary" onClick={() => location.reload()}>
          刷新页面
        </Button>{' '}
        <Button href="/">回到预警台</Button>
      </p>
    </div>
  );
}
