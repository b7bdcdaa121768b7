// A FHIR R4 server in memory, for local runs and tests: node fhir-server.mjs [--port N] [--profile NAME]
import './watch-parent.mjs';
import './fhir/websocket.mjs';
import { createServer } from 'node:http';
import { createHandler } from './fhir/http.mjs';
import { profileOf } from './fhir/profiles.mjs';

const argument = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : undefined;
};
const server = createServer(createHandler(profileOf(argument('profile'))));
// A client that pools its connections must not find them closed between two rounds of a sync.
server.keepAliveTimeout = 120_000;
server.listen(Number(argument('port') ?? 0), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/fhir`);
});
