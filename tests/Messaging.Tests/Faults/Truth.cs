using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>What must hold after whatever happened.</summary>
static class Truth
{
    /// <summary>
    /// Each copy, and the statement that makes the same rows from the records at their source. A copy is read with all its columns: one that
    /// is added is named here too, or nothing is equal any more.
    /// </summary>
    static readonly (string Source, string Service, string Copy, string Statement)[] Pairs =
    [
        ("registry", "consultations", "organisation_copies", """
            SELECT id, revision AS version, name, kind, country, subregion, population, status, verified, canonical_id,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('networkId', m.network_id, 'from', m."from", 'to', m."to", 'status', m.status) ORDER BY m.id), '[]')
                    FROM memberships m WHERE m.organisation_id = o.id) AS memberships
            FROM organisations o
            """),
        ("registry", "outcomes", "organisation_copies", "SELECT id, revision AS version, name, country, canonical_id FROM organisations"),
        ("registry", "consultations", "person_copies", """
            SELECT id, revision AS version, name, emails[1] AS email, languages, gender, status, canonical_id,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('id', at.id, 'organisationId', at.organisation_id, 'title', at.title, 'kind', at.kind,
                        'elected', at.elected, 'from', at."from", 'to', at."to") ORDER BY at.id), '[]')
                    FROM positions at WHERE at.person_id = p.id) AS positions
            FROM people p WHERE status <> 'erased'
            """),
        ("registry", "outcomes", "person_copies", """
            SELECT id, revision AS version, name, canonical_id,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('use', use, 'granted', granted) ORDER BY first), '[]') FROM (
                    SELECT said->>'use' AS use, min(nth) AS first, (array_agg(said->'granted' ORDER BY nth DESC))[1] AS granted
                    FROM jsonb_array_elements(p.consents) WITH ORDINALITY AS every(said, nth) GROUP BY 1) latest) AS consents
            FROM people p WHERE status <> 'erased'
            """),
        ("registry", "notifications", "recipients", """
            SELECT id, revision AS version, name, emails[1] AS email, languages, status, canonical_id FROM people WHERE status <> 'erased'
            """),
        ("consultations", "outcomes", "cycle_copies", """
            SELECT id, version, name, chair, ARRAY(SELECT theme->>'title' FROM jsonb_array_elements(themes) WITH ORDINALITY AS each(theme, nth) ORDER BY nth) AS themes
            FROM cycles
            """),
        ("consultations", "outcomes", "consultation_copies", """
            SELECT id, revision AS version, cycle_id, name, host_process_id, host_chair, objectives FROM consultations
            """),
        ("consultations", "outcomes", "session_copies", "SELECT id, version, consultation_id, kind, title, date, start, time_zone, state FROM sessions"),
        ("consultations", "outcomes", "nomination_copies", """
            SELECT id, version, session_id, person_id, on_behalf_of, state, title, name_as_printed FROM nominations
            """),
        // Of an erased person's Notifications hears no more: what it has of theirs is as old as the erasure.
        ("consultations", "notifications", """
            (SELECT id, version, state, answered FROM nominations n WHERE NOT EXISTS (SELECT FROM letters WHERE nomination_id = n.id AND erased))
            """, """
            SELECT id, version, state, answered_at IS NOT NULL AS answered FROM nominations
            WHERE person_id NOT IN (SELECT record_id FROM tombstones)
            """),
    ];

    /// <summary>Every copy equals its source, record by record, and nothing waits or failed.</summary>
    public static async Task HoldsAsync(Services services)
    {
        await Eventually.BecomesAsync(() => DifferencesAsync(services), different => different.Length == 0, seconds: 300);
        foreach (var service in Services.Names)
        {
            await Eventually.BecomesAsync(() => services.AskAsync<long>(service, "SELECT count(*) FROM outbox"), waiting => waiting == 0);
            (await services.AskAsync<long>(service, "SELECT count(*) FROM failures")).ShouldBe(0, service);
            await Eventually.BecomesAsync(() => services.AskAsync<long>(service, "SELECT count(*) FROM history WHERE position IS NULL"), unsealed => unsealed == 0);
            await using var kept = new Kept(new DbContextOptionsBuilder<Kept>().UseNpgsql(services.Database(service)).UseSnakeCaseNamingConvention().Options);
            (await VerifyHistory.RunAsync(kept, TestContext.Current.CancellationToken)).Fault.ShouldBeNull(service);
        }
    }

    /// <summary>The first lines that one side has and the other has not.</summary>
    static async Task<string> DifferencesAsync(Services services)
    {
        foreach (var (source, service, copy, statement) in Pairs)
        {
            var (truth, kept) = (await LinesAsync(services, source, $"({statement})"), await LinesAsync(services, service, copy));
            if (truth.SetEquals(kept)) continue;
            return string.Join('\n', truth.Except(kept).Take(3).Select(line => $"missing in {service}: {line}")
                .Concat(kept.Except(truth).Take(3).Select(line => $"only in {service}: {line}")));
        }
        return "";
    }

    static async Task<HashSet<string>> LinesAsync(Services services, string service, string rows)
    {
        await using var command = services.Database(service).CreateCommand($"SELECT to_jsonb(record)::text FROM {rows} AS record");
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }

    /// <summary>What every service keeps beside its records.</summary>
    sealed class Kept(DbContextOptions<Kept> options) : MessagingDbContext(options)
    {
        public override Records Records { get; } = new(typeof(MessagingDbContext).Assembly);
    }
}
