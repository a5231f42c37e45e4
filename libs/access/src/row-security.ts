/**
 * SQL for the migration that makes a table with a column `workspace_id uuid`: the API's role sees and writes the rows of the
 * workspace set by `withWorkspace`, and none outside of it; the projector's role serves every workspace. `force` puts the table's
 * owner under the same rule. Privileges are granted beside it, as each table needs; a view over such tables must be made
 * `with (security_invoker = true)`, else it reads with its owner's rights.
 *
 * @param table name with schema, as it is written in SQL
 */
export function enableRowSecurity(table: string): string {
  // After a transaction that set it, the setting is not null but empty.
  const current = `nullif(current_setting('handoff.workspace', true), '')::uuid`;
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy one_workspace on ${table} to handoff_api
      using (workspace_id = ${current}) with check (workspace_id = ${current});
    create policy every_workspace on ${table} to handoff_projector using (true) with check (true);
  `;
}
