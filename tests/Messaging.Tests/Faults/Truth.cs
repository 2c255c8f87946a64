namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>What must hold after whatever happened.</summary>
static class Truth
{
    const string People = """
        SELECT p.id || ' v' || p.revision || ' ' || p.name || ' <' || coalesce(p.emails[1], '') || '> ' || array_to_string(p.languages, ',')
            || ' ' || p.status || ' ' || coalesce(p.canonical_id::text, '')
        """;

    const string PersonCopies = """
        SELECT id || ' v' || version || ' ' || name || ' <' || coalesce(email, '') || '> ' || array_to_string(languages, ',')
            || ' ' || status || ' ' || coalesce(canonical_id::text, '')
        """;

    /// <summary>Source and copy of each kind, in words that are equal when the records are.</summary>
    static readonly (string Source, string Service, string Copy)[] Pairs =
    [
        (People + " || ' ' || coalesce((SELECT string_agg(at.id::text, ',' ORDER BY at.id) FROM positions at WHERE at.person_id = p.id), '') FROM people p WHERE p.status <> 'erased'",
            "consultations",
            PersonCopies + " || ' ' || coalesce((SELECT string_agg(at->>'id', ',' ORDER BY at->>'id') FROM jsonb_array_elements(positions) at), '') FROM person_copies"),
        (People + " FROM people p WHERE p.status <> 'erased'", "notifications", PersonCopies + " FROM recipients"),
        ("SELECT id || ' v' || revision || ' ' || name || ' ' || coalesce(canonical_id::text, '') FROM people WHERE status <> 'erased'",
            "outcomes", "SELECT id || ' v' || version || ' ' || name || ' ' || coalesce(canonical_id::text, '') FROM person_copies"),
        ("""
            SELECT o.id || ' v' || o.revision || ' ' || o.name || ' ' || o.kind || ' ' || coalesce(o.country, '') || ' ' || o.status || ' ' || o.verified || ' '
                || coalesce((SELECT string_agg(m.network_id || m.status, ',' ORDER BY m.network_id) FROM memberships m WHERE m.organisation_id = o.id), '')
            FROM organisations o
            """,
            "consultations", """
            SELECT o.id || ' v' || o.version || ' ' || o.name || ' ' || o.kind || ' ' || coalesce(o.country, '') || ' ' || o.status || ' ' || o.verified || ' '
                || coalesce((SELECT string_agg((m->>'networkId') || (m->>'status'), ',' ORDER BY m->>'networkId') FROM jsonb_array_elements(memberships) m), '')
            FROM organisation_copies o
            """),
    ];

    /// <summary>Every copy equals its source, record by record, and nothing waits or failed.</summary>
    public static async Task HoldsAsync(Services services)
    {
        await Eventually.BecomesAsync(() => DifferencesAsync(services), different => different.Length == 0, seconds: 120);
        foreach (var service in (string[])["registry", "consultations", "outcomes", "notifications"])
        {
            await Eventually.BecomesAsync(() => services.AskAsync<long>(service, "SELECT count(*) FROM outbox"), waiting => waiting == 0);
            (await services.AskAsync<long>(service, "SELECT count(*) FROM failures")).ShouldBe(0, service);
            await Eventually.BecomesAsync(() => services.AskAsync<long>(service, "SELECT count(*) FROM history WHERE position IS NULL"), unsealed => unsealed == 0);
            var (code, said) = await services.Of(service)[0].RunAsync("verify-history", TestContext.Current.CancellationToken);
            code.ShouldBe(0, said);
        }
    }

    /// <summary>The first lines that one side has and the other has not.</summary>
    static async Task<string> DifferencesAsync(Services services)
    {
        foreach (var (source, service, copy) in Pairs)
        {
            var (truth, kept) = (await LinesAsync(services, "registry", source), await LinesAsync(services, service, copy));
            if (truth.SetEquals(kept)) continue;
            return string.Join('\n', truth.Except(kept).Take(3).Select(line => $"missing in {service}: {line}")
                .Concat(kept.Except(truth).Take(3).Select(line => $"only in {service}: {line}")));
        }
        return "";
    }

    static async Task<HashSet<string>> LinesAsync(Services services, string service, string sql)
    {
        await using var command = services.Database(service).CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }
}
