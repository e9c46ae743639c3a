import { act, screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { Route, Routes } from 'react-router-dom';
import {
  commit,
  forever,
  localGitApiMock,
  notAllowed,
  push,
  repository,
} from '../__testUtils__/localGit';
import { Router } from './Router';

type Api = Parameters<typeof localGitApiMock>[0];

function open(path: string, api: Api) {
  return renderInTestApp(
    <Routes>
      <Route path="/repositories/*" element={<Router />} />
    </Routes>,
    { apis: [localGitApiMock(api)], initialRouteEntries: [path] },
  );
}

const tree = {
  ref: 'main',
  commit,
  path: '',
  entries: [
    { name: 'docs', type: 'tree' as const },
    { name: 'README #1.md', type: 'blob' as const, size: 2048 },
  ],
};
const away = async () => {
  throw new Error('the host is away');
};
const denied = async () => {
  throw notAllowed();
};

describe.each([
  ['/repositories', 'repositories', 'listRepositories'],
  ['/repositories/crm', 'crm', 'getRepository'],
  ['/repositories/crm/tree/main', 'files', 'getTree'],
  ['/repositories/crm/blob/main/a.md', 'the file', 'getBlob'],
  ['/repositories/crm/pushes/0123', 'the push', 'getPush'],
])('%s', (path, subject, method) => {
  it('loads, says what failed, and what is not allowed', async () => {
    const states: [() => Promise<never>, string][] = [
      [forever, `Loading ${subject}`],
      [away, 'the host is away'],
      [denied, `You may not see ${subject}`],
    ];
    for (const [answer, text] of states) {
      const { unmount } = open(path, {
        [method]: answer,
        listPushes: async () => ({ items: [] }),
      });
      expect(await screen.findByText(text)).toBeInTheDocument();
      unmount();
    }
  });
});

describe('the list', () => {
  it('says what to do when it is empty', async () => {
    open('/repositories', { listRepositories: async () => ({ items: [] }) });
    expect(await screen.findByText('No repositories yet')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Create a service' }),
    ).toHaveAttribute('href', '/create');
  });

  it('answers first, then shows every page of repositories', async () => {
    const failed = push({ state: 'failed', exitCode: 2 });
    const pages = [
      { items: [repository({ latestPush: failed })], nextCursor: 'next' },
      { items: [repository({ name: 'web' })] },
    ];
    open('/repositories', {
      listRepositories: async ({ cursor } = {}) => pages[cursor ? 1 : 0],
    });
    expect(
      await screen.findByText(
        '1 of 2 repositories has a latest push that did not pass.',
      ),
    ).toBeVisible();
    const row = screen.getByRole('row', { name: /crm/ });
    expect(within(row).getByText('Failed')).toBeVisible();
    const other = screen.getByRole('row', { name: /web/ });
    expect(within(other).getByText('No pushes')).toBeVisible();
  });
});

describe('a repository', () => {
  it('says what to do when nothing was pushed', async () => {
    open('/repositories/crm', {
      getRepository: async () => repository(),
      listPushes: async () => ({ items: [] }),
    });
    expect(await screen.findByText('No files yet')).toBeVisible();
    expect(screen.getByText('No pushes yet')).toBeVisible();
  });

  it('shows how to clone it, its pushes and its files', async () => {
    open('/repositories/crm', {
      getRepository: async () => repository({ head: commit }),
      listPushes: async () => ({ items: [push()] }),
      getTree: async () => tree,
    });
    expect(await screen.findByText(/^git clone http:/)).toBeVisible();
    expect(screen.getByRole('row', { name: /3f9ac21e/ })).toHaveAttribute(
      'data-href',
      '/repositories/crm/pushes/0123456789abcdef0123',
    );
    expect(await screen.findByText('README #1.md')).toBeVisible();
  });
});

describe('files', () => {
  it('lead to what is in them, whatever their names', async () => {
    const getTree = jest.fn(async () => ({ ...tree, path: 'a b' }));
    open('/repositories/crm/tree/release%2F1.0/a%20b', { getTree });
    const row = await screen.findByRole('row', { name: /README #1\.md/ });
    expect(row).toHaveAttribute(
      'data-href',
      '/repositories/crm/blob/release%2F1.0/a%20b/README%20%231.md',
    );
    expect(within(row).getByText('2.0 KiB')).toBeVisible();
    expect(getTree).toHaveBeenCalledWith('crm', 'release/1.0', 'a b');
    const way = screen.getByRole('navigation', { name: 'Path' });
    expect(within(way).getByText('a b')).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  it('say so when a folder is empty', async () => {
    open('/repositories/crm/tree/main', {
      getTree: async () => ({ ...tree, entries: [] }),
    });
    expect(await screen.findByText('No files here')).toBeVisible();
  });

  it.each([
    [{ content: '# CRM <b>\n' }, '# CRM <b>'],
    [{ content: '' }, 'This file is empty'],
    [{ withheld: 'binary' as const }, 'This file is not text'],
    [{ withheld: 'too-large' as const }, 'This file is too large to show'],
  ])('show %j', async (content, text) => {
    open('/repositories/crm/blob/main/a.md', {
      getBlob: async (_, ref, path) => ({
        ...{ ref, path, commit, id: commit, size: 10 },
        ...content,
      }),
    });
    expect(await screen.findByText(text)).toBeVisible();
  });
});

describe('a push', () => {
  afterEach(() => jest.useRealTimers());

  it('is followed until it is over', async () => {
    jest.useFakeTimers();
    const running = push({ state: 'running', finishedAt: undefined });
    const getPush = jest
      .fn()
      .mockResolvedValueOnce({ ...running, state: 'queued' })
      .mockResolvedValueOnce(running)
      .mockResolvedValue(push({ state: 'failed', reason: 'it broke' }));
    const getPushLog = jest
      .fn()
      .mockResolvedValueOnce('')
      .mockResolvedValueOnce('$ make test\n')
      .mockResolvedValue('$ make test\n\u001b[31mred\u001b[0m\n');
    open('/repositories/crm/pushes/0123456789abcdef0123', {
      getPush,
      getPushLog,
    });
    await act(() => jest.advanceTimersByTimeAsync(100));
    expect(screen.getByText('No log yet')).toBeInTheDocument();
    expect(screen.getByText('Queued')).toBeInTheDocument();
    await act(() => jest.advanceTimersByTimeAsync(2100));
    expect(
      screen.getByRole('region', { name: 'Log of make test' }),
    ).toHaveTextContent('$ make test');
    expect(screen.getByText('Running')).toBeInTheDocument();
    await act(() => jest.advanceTimersByTimeAsync(2100));
    expect(
      screen.getByRole('region', { name: 'Log of make test' }),
    ).toHaveTextContent('$ make test red');
    expect(screen.getByText('it broke')).toBeInTheDocument();
    await act(() => jest.advanceTimersByTimeAsync(10_000));
    expect(getPush).toHaveBeenCalledTimes(3);
  });
});
