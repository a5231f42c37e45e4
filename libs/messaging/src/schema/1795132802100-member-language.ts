import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each member is written in. */
export class MemberLanguage1795132802100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- ISO 639-1; absent: English.
      alter table messaging.preference add column language text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table messaging.preference drop column language');
  }
}
