// An OpenID Connect provider for tests. Prints "ready <issuer>" and obeys lines on standard input:
//   rotate        the signing key is replaced; tokens signed before are signed by a key that is no longer published
//   delay <ms>    every answer is held back
//   down / up     connections are cut, or served again
import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

function key() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "ES256", use: "sig" };
}

// An RSA key stays: the provider needs one for what it signs by default.
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const rsa = { ...privateKey.export({ format: "jwk" }), kid: "rsa", alg: "RS256", use: "sig" };

let delay = 0;
let down = false;
let callback;

const server = createServer((request, response) => {
  if (down) {
    request.socket.destroy();
    return;
  }
  setTimeout(() => callback(request, response), delay);
});

function provide(issuer) {
  const provider = new Provider(issuer, {
    jwks: { keys: [key(), rsa] },
    clients: [
      { client_id: "service", client_secret: "service-secret", grant_types: ["client_credentials"], redirect_uris: [], response_types: [] },
      { client_id: "gateway", client_secret: "gateway secret/+", grant_types: [], redirect_uris: [], response_types: [] },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (context, indicator) => ({
          scope: "read write",
          audience: indicator,
          accessTokenTTL: indicator.endsWith("short") ? 1 : 600,
          accessTokenFormat: indicator.includes("opaque") ? "opaque" : "jwt",
          jwt: { sign: { alg: indicator.includes("rsa") ? "RS256" : "ES256" } },
        }),
      },
    },
  });
  callback = provider.callback();
}

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provide(issuer);
  console.log(`ready ${issuer}`);
  createInterface({ input: process.stdin }).on("line", (line) => {
    const [command, argument] = line.split(" ");
    if (command === "rotate") provide(issuer);
    else if (command === "delay") delay = Number(argument);
    else if (command === "down") down = true;
    else if (command === "up") down = false;
    console.log(`done ${command}`);
  }).on("close", () => process.exit(0));
});
