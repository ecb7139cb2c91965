// Asks one word list of npm about messages: a JSON list of strings on standard
// input, on standard output {"flags": [true, …], "microseconds": of each}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [, , folder, name] = process.argv;
const require = createRequire(folder + "/");

const makers = {
  "obscenity": () => {
    const { RegExpMatcher, englishDataset, englishRecommendedTransformers } = require("obscenity");
    const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
    return (s) => matcher.hasMatch(s);
  },
  "leo-profanity": () => {
    const filter = require("leo-profanity");
    return (s) => filter.check(s);
  },
  "@2toad/profanity": () => {
    const { profanity } = require("@2toad/profanity");
    return (s) => profanity.exists(s);
  },
};

const messages = JSON.parse(readFileSync(0, "utf8"));
const ask = makers[name]();
messages.slice(0, 50).forEach(ask);
const begun = process.hrtime.bigint();
const flags = messages.map((s) => Boolean(ask(s)));
const took = Number(process.hrtime.bigint() - begun) / 1000;
process.stdout.write(JSON.stringify({ flags, microseconds: took / messages.length }));
