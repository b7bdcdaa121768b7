// A child whose parent was killed would keep its port and its memory for ever. Started with MHERO_PARENT=stdin, it
// ends as soon as its standard input does, which also happens when the parent had no chance to say goodbye.
function end() {
  // Azurite writes its data down on SIGINT; what has no such listener has nothing to write down.
  if (!process.emit('SIGINT')) {
    process.exit(0);
  }
  setTimeout(() => process.exit(0), 3000).unref();
}

if (process.env.MHERO_PARENT === 'stdin') {
  process.stdin.once('close', end);
  process.stdin.resume();
}
