const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a caller gave a UUID (RFC 9562), as the ids of conversations, agents and workspaces are. */
export const isUuid = (text: string): boolean => shape.test(text);
