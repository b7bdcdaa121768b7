// Node 20 has no WebSocket, and @medplum/core names it while loading. Nothing here opens one. Imported before all else.
globalThis.WebSocket ??= class {};
