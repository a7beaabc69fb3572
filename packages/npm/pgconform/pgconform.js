#!/usr/bin/env node
// Runs the program of this platform's package, and ends as it ends.
"use strict";

const { spawn } = require("node:child_process");

const name = `@pgconform/${process.platform}-${process.arch}`;

function program() {
  try {
    return require.resolve(`${name}/bin/pgconform`);
  } catch {
    console.error(
      `error: the package ${name} is missing\n` +
        "help: install without --omit=optional; where there is no such package (musl, Windows), run pgconform's container image",
    );
    process.exit(2);
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });

// A terminal sends an interrupt to both of us.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`error: ${name} cannot be run: ${error.message}`);
  process.exit(2);
});
child.on("exit", (status, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exit(status);
  }
});
