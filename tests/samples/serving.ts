import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request to the server was. */
export interface Seen {
  request: string;
  host: string;
  body: string;
}

/** Runs `work` against a server on loopback that answers each request by `reply`, and says what was asked. */
export async function serving(
  reply: (seen: Seen) => { status: number; body?: object },
  work: (port: number) => Promise<unknown>,
): Promise<Seen[]> {
  const all: Seen[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const seen = { request: `${request.method} ${request.url}`, host: request.headers.host ?? '', body };
      all.push(seen);
      const answer = reply(seen);
      response.writeHead(answer.status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return all;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('latin1');
}
