import { spawn } from 'node:child_process';
import { Transform, type Readable, type Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '@backstage/errors';
import type { Request, Response } from 'express';
import { gitEnvironment, killGroup, collectTail } from './git';

const TIMEOUT_MS = 10 * 60_000;
// How long a client that sends too much may go on before the connection is cut; it gets the answer meanwhile.
const DRAIN_MS = 10_000;
// Room for what is in a push besides the pack.
const SLACK = 1024 * 1024;
const MAX_HEADER = 16 * 1024;

/** The two services of Git's smart protocol: reading and writing. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** One request of Git's smart HTTP protocol, after authentication. */
export type SmartHttpCall = {
  /** Folder of the repositories. */
  root: string;
  /** Path below it, such as `crm.git/info/refs`: only names that were validated. */
  path: string;
  /** The advertised service; only for `info/refs`. */
  advertise?: GitService;
  /** Who calls, for the hook. */
  user: string;
  /** The largest pack, in bytes; Git holds it too, by `receive.maxInputSize`. */
  maxPushSize: number;
};

/**
 * Answers with `git http-backend`, streaming both ways. The process ends with the request: when it is done, takes too
 * long, sends too much, or when the client goes away.
 *
 * @returns whether Git ended well.
 * @throws InputError, or an error that is not the caller's, before anything is answered.
 * @see https://git-scm.com/docs/git-http-backend
 */
export async function answerSmartHttp(
  req: Request,
  res: Response,
  call: SmartHttpCall,
): Promise<boolean> {
  const body = decompressed(req);
  const child = spawn('git', ['http-backend'], {
    env: cgiEnvironment(req, call),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // its own group: http-backend starts helpers, and all must end together
  });
  const complaint = collectTail(child.stderr, 2000);
  return new Promise<boolean>((resolve, reject) => {
    const end = (error?: Error) => {
      killGroup(child, 'SIGTERM');
      child.stdout.destroy();
      if (error) reject(error);
    };
    const timer = setTimeout(
      () => end(new Error(`Git took longer than ${TIMEOUT_MS / 1000} s`)),
      TIMEOUT_MS,
    );
    res.on('close', () => !res.writableFinished && end());
    body.on('error', error =>
      end(new InputError('The body cannot be read', error)),
    );
    feed(body, child.stdin, call.maxPushSize + SLACK, () =>
      setTimeout(() => req.socket.destroy(), DRAIN_MS).unref(),
    );
    relay(child.stdout, res, end);
    child.on('error', end);
    child.on('close', code => {
      clearTimeout(timer);
      if (!res.headersSent && !res.destroyed) {
        end(new Error(`git http-backend gave no answer: ${complaint()}`));
      }
      resolve(code === 0 && res.statusCode < 300);
    });
  });
}

function cgiEnvironment(req: Request, call: SmartHttpCall): NodeJS.ProcessEnv {
  const protocol = req.header('Git-Protocol');
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: call.root,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: req.method,
    PATH_INFO: `/${call.path}`,
    QUERY_STRING: call.advertise ? `service=${call.advertise}` : '',
    CONTENT_TYPE: req.header('Content-Type') ?? '',
    REMOTE_USER: call.user,
    REMOTE_ADDR: req.socket.remoteAddress ?? '',
    // Anything but `version=n` is for nobody.
    ...(protocol &&
      /^version=\d$/.test(protocol) && { GIT_PROTOCOL: protocol }),
  };
}

function decompressed(req: Request): Readable {
  const encoding = req.header('Content-Encoding') ?? 'identity';
  if (encoding === 'identity') return req;
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    const gunzip = createGunzip();
    req.on('error', error => gunzip.destroy(error));
    return req.pipe(gunzip);
  }
  throw new InputError(`Content-Encoding '${encoding}' is not gzip`);
}

// Counted after decompression, so that a small body cannot become a large one. What is over the limit never reaches Git,
// which then has more than it takes and says so to the pusher; the rest is read for nothing, so that the client comes to
// read that.
function feed(
  body: Readable,
  stdin: Writable,
  limit: number,
  onExcess: () => void,
) {
  let size = 0;
  const counted = new Transform({
    transform(chunk, _, next) {
      size += chunk.length;
      if (size <= limit) {
        next(null, chunk);
        return;
      }
      if (!stdin.writableEnded) {
        counted.unpipe(stdin);
        counted.resume();
        stdin.end();
        onExcess();
      }
      next();
    },
  });
  // Git may also refuse before it has read all.
  stdin.on('error', () => counted.resume());
  body.pipe(counted).pipe(stdin);
}

// CGI: header lines, an empty line, and the body.
function relay(
  stdout: Readable,
  res: Response,
  end: (error: Error) => void,
): void {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf('\r\n\r\n');
    if (at < 0) {
      if (head.length > MAX_HEADER) end(new Error('Git answered no header'));
      return;
    }
    stdout.off('data', onData);
    stdout.pause();
    for (const line of head.subarray(0, at).toString('latin1').split('\r\n')) {
      const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
      if (name === 'Status') res.status(Number.parseInt(value, 10));
      else if (name) res.setHeader(name, value);
    }
    res.write(head.subarray(at + 4));
    stdout.pipe(res);
  };
  stdout.on('data', onData);
}
