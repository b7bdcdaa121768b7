// A child whose parent was killed would keep its port and its memory for ever. Started with MHERO_PARENT=stdin, it
// ends as soon as its standard input does, which also happens when the parent had no chance to say goodbye.
if (process.env.MHERO_PARENT === 'stdin') {
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('error', () => process.exit(0));
  process.stdin.resume();
}
