#!/usr/bin/env node
// kubectl asks this program to complete `kubectl kulprit …`; what cannot be answered is answered by silence.
import('../dist/kulprit.js').then(
  (kulprit) => kulprit.main(['__complete', ...process.argv.slice(2)]),
  () => (process.exitCode = 1),
)
