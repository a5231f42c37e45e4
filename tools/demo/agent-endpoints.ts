import { expectThat } from './expect.js';
import type { AgentOrders, AgentSeat } from './sample-agent.js';
import type { Stage } from './stage.js';

/** What the sample agents' runtime must know: whose turns it is called for, and what the calls are signed with. */
export async function ordersOf({ owner, agents }: Stage): Promise<AgentOrders> {
  const seat = async (agentId: string): Promise<AgentSeat> => {
    const answer = await owner.api.get<{ secret: string }>(`/v1/agents/${agentId}/runtime-secret`);
    return { agentId, secret: expectThat('the secret of a runtime', answer, { status: 200 }).body.secret };
  };
  return { frontLine: await seat(agents.frontLine), billing: await seat(agents.billing) };
}

/** Publishes a version of each sample agent that says where its runtime is called. */
export async function callAgentsAt(
  { owner, agents, page }: Stage,
  endpoints: { readonly frontLine: string; readonly billing: string },
): Promise<void> {
  for (const name of ['frontLine', 'billing'] as const) {
    const path = `/v1/agents/${agents[name]}`;
    const settings = { endpoint: endpoints[name] };
    expectThat('a new version', await owner.api.post(`${path}/versions`, { settings }), { body: { version: 2 } });
    expectThat('its publication', await owner.api.post(`${path}/publish`, { version: 2 }), { body: { published: 2 } });
  }
  page.plain(`  Customers come by the web chat; both agents are called at ${new URL(endpoints.frontLine).origin}.`);
}
