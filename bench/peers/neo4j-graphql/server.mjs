// Serves the graph that ngograph keeps in a Neo4j database by @neo4j/graphql:
//
//	node server.mjs bolt://127.0.0.1:7687
//
// It prints the URL of its endpoint when it answers, and ends at SIGTERM. Documents are parsed and validated once, and
// connections are kept, on both sides. Those to the database send at once: the driver leaves Nagle's algorithm on, which
// makes every statement of more than one chunk wait 40 ms for an acknowledgement.
import { readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { execute, parse, validate } from "graphql";
import neo4j from "neo4j-driver";

const connect = net.connect;
net.connect = (...args) => connect(...args).setNoDelay(true);

const driver = neo4j.driver(process.argv[2], undefined, { notificationFilter: { minimumSeverityLevel: "OFF" }, telemetryDisabled: true });
const typeDefs = readFileSync(new URL("types.graphql", import.meta.url), "utf8");
const schema = await new Neo4jGraphQL({ typeDefs, driver, features: { filters: { String: { GTE: true } } } }).getSchema();
await driver.verifyConnectivity();

const documents = new Map(); // by their text, parsed and valid
function documentOf(query) {
  let document = documents.get(query);
  if (!document) {
    document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) throw errors[0];
    documents.set(query, document);
  }
  return document;
}

async function answer(body) {
  try {
    const { query, variables } = JSON.parse(body);
    const contextValue = { executionContext: driver, sessionConfig: { database: "neo4j" } };
    return await execute({ schema, document: documentOf(query), variableValues: variables, contextValue });
  } catch (error) {
    return { errors: [{ message: error.message }] };
  }
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    const body = Buffer.from(JSON.stringify(await answer(Buffer.concat(parts).toString())));
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
    response.end(body);
  });
});
server.keepAliveTimeout = 0; // connections stay
server.listen(0, "127.0.0.1", () => console.log(`serves http://127.0.0.1:${server.address().port}/graphql`));
process.on("SIGTERM", async () => {
  server.closeAllConnections();
  server.close();
  await driver.close();
});
