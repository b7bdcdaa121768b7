// A FHIR R4 server in memory, for local runs and tests: node fhir-server.mjs [--port N]
import './watch-parent.mjs';
import './fhir/websocket.mjs';
import { createServer } from 'node:http';
import { createHandler } from './fhir/http.mjs';

const at = process.argv.indexOf('--port');
const server = createServer(createHandler());
// A client that pools its connections must not find them closed between two rounds of a sync.
server.keepAliveTimeout = 120_000;
server.listen(at > 0 ? Number(process.argv[at + 1]) : 0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/fhir`);
});
