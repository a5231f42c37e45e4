/** The sample workspace's channel that customers reach as a web page. */
export const sampleChannel = 'web';

/**
 * Opens the web chat of the sample workspace, as its owner would: through the API. A channel that somebody has connected since stays as it is.
 * @param ownerToken a token of the workspace's owner
 * @returns where the page is
 */
export async function openSampleChat(url: string, workspaceId: string, ownerToken: string): Promise<string> {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/v1/workspace/${path}`, {
      method,
      headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The chat of the sample workspace: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { connectors } = await ask<{ connectors: readonly { channel: string }[] }>('GET', 'connectors');
  if (!connectors.some(({ channel }) => channel === sampleChannel))
    await ask('PUT', `connectors/${sampleChannel}`, { kind: 'web' });
  return `${url}/chat/${workspaceId}/${sampleChannel}`;
}
