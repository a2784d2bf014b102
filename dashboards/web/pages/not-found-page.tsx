import { Link } from 'react-router';
import { useTitle } from '../components/use-title.ts';

export function NotFoundPage() {
  useTitle('没有这个页面');
  return (
    <div className="page">
      <h1 className="page-title">没有这个页面</h1>
      <p>地址可能写错了，或页面已不存在。</p>
      <p>
        <Link to="/">回到预警台</Link>，或到<Link to="/search">检索</Link>里找。
      </p>
    </div>
  );
}
