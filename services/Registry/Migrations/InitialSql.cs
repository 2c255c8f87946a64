namespace MayorsMechanism.Registry.Migrations;

/// <summary>What the migration Initial says in SQL, which EF Core's model does not know, after its tables.</summary>
static class InitialSql
{
    public const string AfterTables = """
        -- Imports look records up by their very names and addresses, and lists are sorted by folded names.
        CREATE INDEX ix_organisations_folded_name ON organisations (search_fold(name), id);
        CREATE INDEX ix_people_folded_name ON people (search_fold(name));
        CREATE INDEX ix_people_emails ON people USING gin (emails);
        CREATE INDEX ix_people_contacts ON people USING gin (contacts(emails, phones));
        CREATE INDEX ix_organisations_site ON organisations (site(website));

        ALTER TABLE merges ADD CONSTRAINT merge_of_person_or_organisation CHECK (num_nonnulls(person_id, organisation_id) = 1);

        -- A position without a title is told from others by its kind. Both ask at the end of a statement: an import may move several at once.
        ALTER TABLE positions ADD CONSTRAINT position_overlaps EXCLUDE USING gist
            (person_id WITH =, organisation_id WITH =, coalesce(title, '/' || kind) WITH =, daterange("from", "to", '[]') WITH &&) DEFERRABLE;
        ALTER TABLE memberships ADD CONSTRAINT membership_overlaps EXCLUDE USING gist
            (organisation_id WITH =, network_id WITH =, daterange("from", "to", '[]') WITH &&) WHERE (status <> 'refused') DEFERRABLE;

        INSERT INTO search_progress (id, followed, pass, pass_after) VALUES (1, 0, 'organisation', '00000000-0000-0000-0000-000000000000');
        """;
}
