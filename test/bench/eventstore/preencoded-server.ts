/**
 * The floor of reading `$all`: a server that has the responses ready in memory and sends the same ones over and over.
 * Takes them from the node whose connection string it is given; answers each read with as many events as asked for.
 */
import { once } from 'node:events';
import { Client, credentials, Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';

const READY = 10_000;
const asIs = (frame: Buffer): Buffer => frame;

async function fetchFrames(connectionString: string, request: Buffer): Promise<Buffer[]> {
  const client = new Client(new URL(connectionString).host, credentials.createInsecure());
  const call = client.makeServerStreamRequest(streams.StreamsService.read.path, asIs, asIs, request);
  const frames: Buffer[] = [];
  for await (const frame of call as AsyncIterable<Buffer>) if (frames.push(frame) === READY) break;
  call.cancel();
  client.close();
  return frames;
}

let frames: Promise<Buffer[]> | undefined;

async function answer(call: ServerWritableStream<ReadReq, Buffer>): Promise<void> {
  const request = call.request.clone();
  request.getOptions()?.setCount(String(READY));
  const ready = await (frames ??= fetchFrames(process.argv[2]!, Buffer.from(request.serializeBinary())));
  const count = Number(call.request.getOptions()!.getCount());
  for (let n = 0; n < count; n++) {
    if (!call.write(ready[n % ready.length]!)) await once(call, 'drain');
  }
  call.end();
}

const server = new Server();
const read = { ...streams.StreamsService.read, responseSerialize: asIs };
server.addService({ read }, { read: (call: ServerWritableStream<ReadReq, Buffer>) => void answer(call) });
server.addService(serverFeatures.ServerFeaturesService, {
  getSupportedMethods: (_call: unknown, callback: (error: { code: number }) => void) => callback({ code: 12 }),
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening on esdb://127.0.0.1:${port}?tls=false`);
});
process.once('SIGTERM', () => server.forceShutdown());
