// Azurite in this process, so that there is one process to start and to end. Its own options follow on the command line.
import './watch-parent.mjs';
import './row-lookup.mjs';
import 'azurite/dist/src/azurite.js';
