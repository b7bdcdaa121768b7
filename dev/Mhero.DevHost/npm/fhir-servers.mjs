// FHIR R4 servers in memory, many in one process, for tests: POST /?profile=NAME opens one and answers its base, DELETE /PORT closes it.
// Each has its own port and data. A process for each costs more than most tests.
import './watch-parent.mjs';
import './fhir/websocket.mjs';
import { createServer } from 'node:http';
import { createHandler } from './fhir/http.mjs';
import { profileOf } from './fhir/profiles.mjs';

const servers = new Map();

function listen(handler, whenListening) {
  const server = createServer(handler);
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', () => whenListening(server.address().port));
  return server;
}

const control = (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (request.method === 'POST') {
    const server = listen(createHandler(profileOf(url.searchParams.get('profile') ?? undefined)), (port) => {
      servers.set(port, server);
      response.end(`http://127.0.0.1:${port}/fhir`);
    });
    return;
  }
  const port = Number(url.pathname.slice(1));
  servers.get(port)?.close();
  servers.get(port)?.closeAllConnections();
  response.writeHead(servers.delete(port) ? 204 : 404).end();
};
listen(control, (port) => console.log(`listening on http://127.0.0.1:${port}/`));
